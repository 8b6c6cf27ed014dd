"""OPTIONS names every method of an address.

Litestar 2.25 makes the answer when the first handler of an address is registered, and does not see those that follow.
"""

from litestar import Litestar
from litestar.routes import HTTPRoute


def name_every_method(app: Litestar) -> None:
    """Make the answers to OPTIONS of the routes as they are now; call once, after every route is in."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            earlier, _ = route.route_handler_map["OPTIONS"]
            handler = route.create_options_handler(route.path)
            handler.owner = earlier.owner  # with its guards
            handler.on_registration(app)
            model = handler.create_kwargs_model(path_parameters=route.path_parameters)
            route.route_handler_map["OPTIONS"] = (handler, model)
