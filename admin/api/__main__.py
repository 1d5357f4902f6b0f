"""`python -m admin.api > schemas/http/openapi.json`: the contract as it is now."""

from __future__ import annotations

import json

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from admin import api


def main() -> None:
    app = Flask("admin")
    CSRFProtect(app)
    print(json.dumps(api.register(app).spec.to_dict(), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
