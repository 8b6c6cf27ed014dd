"""How long other people's calls take while twenty pictures are kept at once.

    uv run python -m tests.benchmarks.uploads [--uploads 20] [--megapixels 12]

Connector, sandbox and file host share this process, so the times contain their work as well; the pictures are made in
processes of their own. HEIC as telephones make it, each upload by another person.
"""

import argparse
import asyncio
import io
import statistics
import time

import httpx
import pillow_heif
from PIL import Image

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, create_sandbox, world_of
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.benchmarks.run import SETTINGS
from tests.file_host import FileHost, refs
from tests.in_process import in_process, running


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=int, default=20)
    parser.add_argument("--megapixels", type=int, default=12)
    given = parser.parse_args()
    files, sandbox = FileHost(), create_sandbox(SandboxConfig(limits=False))
    settings = load_settings({**SETTINGS, "MAIN_APP_URL": "http://127.0.0.1:1"})
    app = create_app(settings, transport=in_process(sandbox), file_get=files.public_get)
    world = world_of(sandbox)
    async with running(app), httpx.AsyncClient(transport=in_process(app), base_url="http://connector") as client:

        def signed_in(number: int) -> dict[str, str]:
            user = world.accounts.add_user(f"person {number}", f"person{number}@meo.example", "secret")
            user.email_verified_at = world.now()
            world.add_pet(user, "Mimi")
            token = Secret(world.accounts.add_token(user).plain)
            return {"Authorization": f"Bearer {app.state.access_tokens.issue(TokenGrant(user.id, token))}"}

        people = [signed_in(number) for number in range(given.uploads + 1)]
        photo = files.attach(heic(given.megapixels))
        quiet = await latencies(client, people[0], asyncio.create_task(asyncio.sleep(3)))
        started = time.monotonic()
        uploads = asyncio.gather(*(keep(client, person, photo) for person in people[1:]))
        beside = await latencies(client, people[0], asyncio.ensure_future(uploads))
        print(f"{sum(await uploads)} of {given.uploads} uploads kept in {time.monotonic() - started:.1f} s")
    for name, row in (("alone", quiet), ("beside them", beside)):
        median, worst = statistics.median(row), statistics.quantiles(row, n=100)[98]
        print(f"GET /pets {name}: median {median:.1f} ms, p99 {worst:.1f} ms, slowest {max(row):.1f} ms of {len(row)}")


async def keep(client: httpx.AsyncClient, person: dict[str, str], photo: dict[str, str]) -> bool:
    """Keep one picture; tell whether it was."""
    answer = await client.post("/pets/Mimi/photos", json=refs(photo), headers=person, timeout=60)
    return answer.status_code == 200


async def latencies(client: httpx.AsyncClient, person: dict[str, str], until: asyncio.Future[object]) -> list[float]:
    """Ask every 20 ms until something is done; return the milliseconds of each."""
    found = []
    while not until.done():
        started = time.perf_counter()
        (await client.get("/pets", headers=person)).raise_for_status()
        found.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.02)
    return found


def heic(megapixels: int) -> bytes:
    """Return a picture as a telephone makes it."""
    pillow_heif.register_heif_opener()
    side = int((megapixels * 1_000_000) ** 0.5)
    noise = Image.effect_noise((side // 4, side // 4), 40).resize((side, side))
    out = io.BytesIO()
    noise.convert("RGB").save(out, "HEIF", quality=60)
    return out.getvalue()


if __name__ == "__main__":
    asyncio.run(main())
