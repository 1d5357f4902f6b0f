"""One's own devices: each has an app password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from admin import minting
from admin.api.asking import SESSION_ASKS, asker, asks, own_session
from admin.api.part import Part
from admin.api.shapes import Device as DeviceShape
from admin.api.shapes import Devices, DeviceWithPassword, NewDevice
from admin.services import connection, services
from components.directory import app_passwords
from components.directory.app_passwords import Device

part = Part("Your devices", "Your devices; each signs in with a password of its own.")


@part.operation("/devices", Devices, guard=asks("devices:read"))
def devices() -> dict[str, Any]:
    """Your devices, the newest first"""
    own = app_passwords.listed(connection(), asker().localpart)
    return {"devices": [_device(each) for each in own]}


@part.operation(
    "/devices",
    DeviceWithPassword,
    method="POST",
    status=201,
    guard=SESSION_ASKS,
    body=NewDevice,
    errors=[409],
    example={"name": "phone"},
    headers={"Location": {"schema": {"type": "string"}, "description": "To remove it by"}},
)
def add(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Add a device

    The answer holds its password, this once. You are told about it in every client of yours. No
    program may do this: the device would go on when its token has ended.
    """
    settings, owner = services().settings, own_session().localpart
    minting.confirm(own_session())
    made = app_passwords.add(connection(), owner, wanted["name"], settings)
    secret = {"jid": f"{owner}@{settings.domain}", "password": made.password}
    location = url_for(f"{part.name}.remove", device_id=made.device.id)
    return _device(made.device) | secret, 201, {"Location": location}


@part.operation(
    "/devices/<id:device_id>",
    DeviceShape,
    method="PUT",
    guard=asks("devices:write"),
    body=NewDevice,
    errors=[404],
    example={"name": "phone"},
)
def rename(wanted: Mapping[str, Any], device_id: int) -> dict[str, Any]:
    """Call a device otherwise"""
    return _device(app_passwords.rename(connection(), asker().localpart, device_id, wanted["name"]))


@part.operation(
    "/devices/<id:device_id>",
    method="DELETE",
    status=204,
    guard=asks("devices:write"),
    errors=[404],
)
def remove(device_id: int) -> None:
    """Remove a device

    Its password ends, and so do its connections, within a second.
    """
    app_passwords.revoke(connection(), asker().localpart, device_id)


def _device(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.device,
        "created_at": device.created_at,
        "expires_at": device.expires_at,
        "last_used_at": device.last_used_at,
    }
