"""`hldbot doctor`: whether all is well for a start."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import KnowledgeOption, app, write_json


@app.command(epilog="Examples: hldbot doctor · hldbot doctor --json")
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Check token, clock, webhook, base, database and more, one line each. Exit code 1 if the bot cannot answer."""
    import asyncio
    from dataclasses import asdict

    from bot.doctor import Finding, examine, is_well

    findings: list[Finding] = []

    async def check() -> None:
        async for finding in examine(knowledge):
            findings.append(finding)
            if not as_json:
                remedy = f" → {finding.remedy}" if finding.remedy else ""
                typer.echo(f"{finding.state:<4}  {finding.check:<8}  {finding.says}{remedy}")

    asyncio.run(check())
    if as_json:
        write_json({"ok": is_well(findings), "checks": [asdict(finding) for finding in findings]}, indent=2)
    if not is_well(findings):
        raise typer.Exit(1)
