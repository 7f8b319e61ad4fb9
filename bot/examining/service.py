"""The service that runs here, by its own health page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.examining.asking import UnreachedError, ask
from bot.examining.finding import Finding, skipped, warning, well, wrong
from bot.settings import Settings


def service(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Asks ``/readyz`` where a port is set."""
    port = settings.metrics_port
    if port is None:
        yield skipped("service", "no port is set (VERBALE_METRICS_PORT), so whether one runs is not asked")
        return
    try:
        answer = ask(f"port {port} of this machine", f"http://127.0.0.1:{port}/readyz", clock, directly=True)
    except UnreachedError as error:
        yield wrong("service", f"{error}; start it, or see in its log why it ended")
        return
    version, amiss = answer.value("store"), answer.value("wrong")
    unreached = [name for name, how in (answer.value("platforms") or {}).items() if how != "serving"]
    if answer.status == 200 and version is not None and unreached:
        yield warning(
            "service",
            f"port {port}: answers from {version}, but has not reached {' and '.join(unreached)} yet; "
            "if that stays so, its log says why",
        )
    elif answer.status == 200 and version is not None:
        does = "answers from" if answer.value("watch") is None else "the watch, which keeps"
        yield well("service", f"port {port}: ready, {does} {version}")
    elif isinstance(amiss, list):
        yield wrong("service", f"port {port}: not ready: {'; '.join(amiss)}")
    else:
        yield wrong("service", f"port {port} is another program's; set VERBALE_METRICS_PORT to the service's own")
