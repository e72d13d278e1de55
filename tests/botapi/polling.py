"""getUpdates, which cannot go with a webhook."""

from .parameters import Json, Parameters, Refusal, expect
from .updates import ASKED_KINDS, DEFAULT_KINDS
from .world import World

LONGEST_POLL_SECONDS = 50
MOST_UPDATES = 100


async def get_updates(world: World, parameters: Parameters) -> list[Json]:
    """Return the next updates, at once or as soon as there is one within the timeout."""
    if world.webhook:
        raise Refusal(
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
            "first",
            code=409,
        )
    updates = world.updates
    if (kinds := parameters.json("allowed_updates")) is not None:
        updates.kinds = checked_kinds(kinds, strict=world.strict) or DEFAULT_KINDS
    updates.confirm(parameters.integer("offset") or 0)
    timeout = min(LONGEST_POLL_SECONDS, parameters.integer("timeout") or 0)
    with updates.poll() as is_ended:
        try:
            await world.changes.wait_for(lambda: updates.waiting or is_ended(), timeout)
        except TimeoutError:
            return []
        if is_ended():
            raise Refusal(
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                code=409,
            )
    limit = parameters.integer("limit") or MOST_UPDATES
    return updates.waiting[: limit if 0 < limit < MOST_UPDATES else MOST_UPDATES]


def checked_kinds(kinds: object, *, strict: bool) -> frozenset[str]:
    """Return the kinds of updates that a bot asks for."""
    expect(kinds, list, "allowed_updates")
    wanted = frozenset(map(str, kinds if isinstance(kinds, list) else []))
    if strict and (unknown := wanted - DEFAULT_KINDS - ASKED_KINDS):
        # Telegram ignores these; a bot that waits for what never comes has a fault worth seeing.
        raise Refusal(f"unknown kinds of updates: {', '.join(sorted(unknown))}")
    return wanted & (DEFAULT_KINDS | ASKED_KINDS)
