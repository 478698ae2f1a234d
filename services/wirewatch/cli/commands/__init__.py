"""The commands, one file per concern; each module's functions say what a person sees."""

import typer

from wirewatch.cli.commands import (
    backfills,  # noqa: F401 - its commands stand beside those of `rules`
    dead,
    demo,
    erasure,
    feedback,
    inspect,
    lists,
    naming,
    reprocess,
    rule_checking,  # noqa: F401 - its command stands beside those of `rules`
    rule_importing,  # noqa: F401 - its command stands beside those of `rules`
    rule_trying,  # noqa: F401 - its commands stand beside those of `rules`
    rules,
    running,
    setting_up,
    story,
    trying,
)


def register(app: typer.Typer) -> None:
    """Add every command to the application, in the order that --help shows."""
    app.command("try", rich_help_panel="Start here")(trying.try_page)
    app.command("demo", rich_help_panel="Start here")(demo.demo)
    app.command("init", rich_help_panel="Start here")(setting_up.init)
    app.command("run", rich_help_panel="Start here")(running.run_embedded)
    app.add_typer(rules.app, name="rule", rich_help_panel="Look and change")
    app.add_typer(lists.app, name="lists", rich_help_panel="Look and change")
    app.add_typer(dead.app, name="dead", rich_help_panel="Look and change")
    app.command("audit", rich_help_panel="Look and change")(inspect.audit)
    app.command("trace", rich_help_panel="Look and change")(inspect.trace)
    app.command("story", rich_help_panel="Look and change")(story.story)
    app.command("reprocess", rich_help_panel="Look and change")(reprocess.reprocess)
    app.command("feedback", rich_help_panel="Look and change")(feedback.feedback)
    app.command("erase", rich_help_panel="Look and change")(erasure.erase)
    app.command("names", rich_help_panel="Look and change")(naming.names)
    app.command("config", rich_help_panel="Look and change")(setting_up.config)
    app.command("setup", rich_help_panel="On Kafka")(setting_up.setup)
    app.command("all", rich_help_panel="On Kafka")(running.run_all)
    for name, command in running.service_commands():
        app.command(name, rich_help_panel="On Kafka")(command)
