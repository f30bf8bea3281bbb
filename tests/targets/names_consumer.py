"""Imports all of a generated package, calls every operation, reads every model.

Run as a program: the folder of the distribution, the package, the client's class, and the
values that every answer holds, as JSON.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import sys
import warnings
from typing import Any

folder, package_name, class_name, sent = sys.argv[1:]
sys.path.insert(0, folder)
VALUES: dict[str, Any] = json.loads(sent)

import httpx2  # noqa: E402

package = importlib.import_module(package_name)
for module in pkgutil.walk_packages(package.__path__, f"{package_name}."):
    importlib.import_module(module.name)
for public in package.__all__:
    getattr(package, public)
for public in package.models.__all__:
    assert issubclass(
        getattr(package.models, public), package.runtime.models.model.Model
    )


def answer(request: httpx2.Request) -> httpx2.Response:
    is_list = request.method == "GET" and request.url.path.endswith("/list")
    return httpx2.Response(200, json={"data": [VALUES]} if is_list else VALUES)


def calls(client: Any) -> list[Any]:
    found = []
    for attribute in client.__dir__():
        if type(getattr(type(client), attribute, None)).__name__ != "cached_property":
            continue
        resource = getattr(client, attribute)
        assert type(resource).__module__.startswith(f"{package_name}.resources.")
        for name, method in inspect.getmembers(resource, inspect.ismethod):
            if name.startswith("_"):
                continue
            given: dict[str, Any] = {}
            for parameter in inspect.signature(method).parameters.values():
                text = str(parameter.annotation)
                if parameter.name == "options":
                    given["options"] = {"check": False}
                elif "Sequence" in text and "Mapping" in text:
                    given[parameter.name] = [VALUES]
                elif text.startswith(("str", "Arg[str")):
                    given[parameter.name] = "x"
            found.append((f"{attribute}.{name}", method, given))
    return found


def read(model: Any) -> int:
    if isinstance(model, dict):  # of a schema without fields
        assert model == VALUES
        return 1
    assert isinstance(model, package.runtime.models.model.Model), type(model)
    for field, wire in zip(
        model.__struct_fields__, model.__struct_encode_fields__, strict=True
    ):
        value = getattr(model, field)
        learned = field.startswith("_learned")  # an undocumented key
        if VALUES.get(wire) == {} and not learned:
            assert isinstance(value, dict | package.runtime.models.model.Model), field
    wire = {**model.to_dict()}
    # The stand-in answers lists where an operation is called list, whatever it answers.
    assert wire == VALUES or [*wire.get("data", ())][:1] == [VALUES], wire
    return 1


def run() -> int:
    client = getattr(package, class_name)(
        "t", transport=httpx2.MockTransport(answer), base_url="https://a.example"
    )
    done = 0
    for place, method, given in calls(client):
        try:
            got = method(**given)
            if isinstance(got, package.Pages):
                for item in got:
                    done += read(item)
                    break
            else:
                done += read(got)
        except Exception as error:
            raise AssertionError(place) from error
    return done


async def run_async() -> int:
    client = getattr(package, f"Async{class_name}")(
        "t", transport=httpx2.MockTransport(answer), base_url="https://a.example"
    )
    done = 0
    for place, method, given in calls(client):
        try:
            got = method(**given)
            if isinstance(got, package.AsyncPages):
                async for item in got:
                    done += read(item)
                    break
            else:
                done += read(await got)
        except Exception as error:
            raise AssertionError(place) from error
    return done


warnings.simplefilter("ignore")
done = run()
assert asyncio.run(run_async()) == done
print(done)
