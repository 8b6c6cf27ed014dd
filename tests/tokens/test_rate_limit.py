from app.tokens.rate_limit import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_calls_pass_in_a_minute_and_no_more() -> None:
    limit = RateLimit(3, Clock())
    assert [limit.hit("7") for _ in range(5)] == [None, None, None, 60, 60]


def test_the_wait_shrinks_and_ends() -> None:
    clock = Clock()
    limit = RateLimit(1, clock)
    limit.hit("7")
    clock.now += 59.5
    assert limit.hit("7") == 1
    clock.now += 0.5
    assert limit.hit("7") is None


def test_refused_calls_do_not_prolong_the_wait() -> None:
    clock = Clock()
    limit = RateLimit(1, clock)
    for _ in range(10):
        limit.hit("7")
        clock.now += 6
    assert limit.hit("7") is None


def test_one_users_flood_does_not_touch_another() -> None:
    limit = RateLimit(1, Clock())
    for _ in range(100):
        limit.hit("7")
    assert limit.hit("8") is None


def test_ended_windows_are_forgotten() -> None:
    clock = Clock()
    limit = RateLimit(1, clock)
    for user in range(1_000):
        limit.hit(str(user))
    clock.now += 60
    limit.hit("late")
    assert len(limit._windows) == 1


def test_memory_is_bounded_within_one_minute_too() -> None:
    limit = RateLimit(1, Clock(), most_keys=10)
    for user in range(1_000):
        limit.hit(str(user))
    assert len(limit._windows) == 10
