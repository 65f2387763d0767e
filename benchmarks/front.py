"""nginx as a shared cache in front of the platform, for measuring pages that anonymous people share."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/errors warn; worker_processes 1; {user}
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  proxy_cache_path {folder}/kept keys_zone=pages:10m max_size=200m;
  upstream platform {{ server 127.0.0.1:{behind}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port}; keepalive_requests 1000000;
    location / {{
      proxy_pass http://platform; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
      proxy_cache pages; proxy_cache_lock on; proxy_cache_use_stale updating; add_header X-Cache $upstream_cache_status;
    }}
  }}
}}
"""


class Front:
    """A running nginx that keeps what the platform's headers allow it to keep."""

    def __init__(self, behind: int, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        user = "user root;" if os.getuid() == 0 else ""
        file = folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=folder, user=user, behind=behind, port=self.port))
        self.process = subprocess.Popen(["nginx", "-c", str(file), "-e", str(folder / "errors")])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("nginx does not answer.")

    @staticmethod
    def is_there() -> bool:
        """Whether nginx is installed."""
        return shutil.which("nginx") is not None

    def seconds(self) -> float:
        """Not measured: the time of its own processor is not what a city pays for."""
        return 0.0

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()
