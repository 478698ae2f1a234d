"""Whether the service of this container is ready: exit 0 if so, else 1 and the reason.

Asks the service's own /readyz on the port of WIREWATCH_HEALTH__PORT. Needs only the standard
library, so that a probe costs little and works when the service's packages do not.
"""

import http.client
import os
import sys

TIMEOUT_SECONDS = 4.0
_REASON_BYTES = 2048


def main() -> int:
    """The exit status; what the service says of itself is printed."""
    port = int(os.environ.get("WIREWATCH_HEALTH__PORT", "0"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        print(response.read(_REASON_BYTES).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:
        print(f"/readyz on port {port}: {error}")
        return 1
    finally:
        connection.close()
    return 0 if response.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
