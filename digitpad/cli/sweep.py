"""``digitpad sweep``: the same training with settings varied, over seeds, side by side."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digitpad.cli import console, interruption
from digitpad.cli.options import FineTuneOption, JsonOption, RecipeOption
from digitpad.cli.train.command import asked_for, with_settings
from digitpad.errors import TrainingError
from digitpad.training.request import TrainRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digitpad.errors import DigitpadError
    from digitpad.experiments.cluster_engine import ClusterEngine
    from digitpad.experiments.local_engine import LocalEngine
    from digitpad.experiments.planning import Plan
    from digitpad.experiments.ready_made import ReadyMade
    from digitpad.experiments.results import SweepResults, SweepRow
    from digitpad.experiments.store import SweepStore
    from digitpad.experiments.sweep import JobDone, JobFailed, Sweep


@partial(with_settings, leaves_out={"measure_without"})
def sweep(
    ready_made: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Run this ready-made sweep; --list tells them.")
    ] = None,
    *,
    list_: Annotated[
        bool,
        typer.Option("--list", help="List the ready-made sweeps with the time they take, and those that were begun."),
    ] = False,
    recipe: RecipeOption = None,
    fine_tune: FineTuneOption = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="SETTING=V1;V2;...", help="Values an option of train takes: learning-rate=0.03;0.1."),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train each combination with N seeds; 1 if left out.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Processes side by side; one a core if left out.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the workers of this Dask scheduler: tcp://192.168.0.2:8786."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the chosen model, of the first seed, under this name.")
    ] = None,
    json: JsonOption = False,
    **options: Any,
) -> None:
    """Train every combination of some settings' values with some seeds, and say which is best.

    Runs that are done are kept: after Ctrl-C or a crash, the same command goes on where it was.
    """
    asked = asked_for(options)
    if list_:
        if any(given is not None for given in (ready_made, recipe, fine_tune, vary, seeds, scheduler, name)) or asked:
            raise typer.BadParameter("--list runs nothing: give it alone, or with --jobs and --json")
        _list(jobs, in_json=json)
        return
    from digitpad.experiments.planning import plan_of
    from digitpad.experiments.ready_made import find_ready_made
    from digitpad.experiments.store import SweepStore
    from digitpad.library.library import Library

    library = Library.of_user()
    if name is not None:
        library.prepare(name)
    if scheduler is not None and jobs is not None:
        raise typer.BadParameter("--jobs is of this machine; with --scheduler its workers run as many as they can")
    engine = _engine(scheduler, jobs)
    made = None if ready_made is None else find_ready_made(ready_made)
    plan = plan_of(_sweep(made, TrainRequest(recipe=recipe, fine_tune=fine_tune, asked=asked), vary, seeds))
    store = SweepStore.of_user()
    if made is not None:
        console.note(made.question)
    results, is_stopped = _run(plan, engine, store, is_quiet=json)
    _show(results, in_json=json)
    if made is not None:
        console.note(made.reading)
    for problem in store.problems:
        console.note_problem(problem)
    if is_stopped:
        done = sum(len(row.seeds) for row in results.rows)
        console.note(f"Stopped; {done} of {len(plan.jobs)} runs are kept. The same command goes on with the others.")
        raise typer.Exit(interruption.EXIT_STATUS)
    if name is not None:
        _keep(results, store, name, library)
    console.note_problems([*store.unkept, *(_named(failure, plan) for failure in results.failures)])


def _sweep(ready_made: ReadyMade | None, request: TrainRequest, vary: Sequence[str] | None, seeds: int | None) -> Sweep:
    """Return what was asked for: a ready-made sweep with options changed, or one of one's own."""
    from digitpad.experiments.planning import variation_of
    from digitpad.experiments.sweep import Sweep

    variations = tuple(map(variation_of, vary or ()))
    if ready_made is None:
        if not variations:
            raise typer.BadParameter(
                "say what to run: the name of a ready-made sweep (digitpad sweep --list), or --vary SETTING=V1;V2;..."
            )
        return Sweep(base=request, variations=variations, seeds=seeds or 1)
    if request.recipe is not None or request.fine_tune is not None:
        raise typer.BadParameter("a ready-made sweep has a recipe of its own: leave --recipe and --fine-tune out")
    made = ready_made.sweep
    base = dict(made.base.asked)
    if request.asked.keys() & {"epochs", "steps"}:  # a length asked for takes the place of the sweep's own
        base.pop("epochs", None)
        base.pop("steps", None)
    return replace(
        made,
        base=replace(made.base, asked={**base, **request.asked}),
        variations=(*made.variations, *variations),
        seeds=seeds or made.seeds,
    )


def _engine(scheduler: str | None, jobs: int | None) -> LocalEngine | ClusterEngine:
    """Return what runs the jobs: processes of this machine, or the workers of a scheduler."""
    from digitpad.experiments.cluster_engine import ClusterEngine
    from digitpad.experiments.local_engine import LocalEngine

    return LocalEngine(jobs) if scheduler is None else ClusterEngine(scheduler)


def _run(
    plan: Plan, engine: LocalEngine | ClusterEngine, store: SweepStore, *, is_quiet: bool
) -> tuple[SweepResults, bool]:
    """Run a sweep until its end or Ctrl-C; return what it came to, and whether it was stopped."""
    from digitpad.experiments.estimate import estimate_of
    from digitpad.experiments.results import SweepResults
    from digitpad.experiments.running import run_sweep
    from digitpad.experiments.sweep import JobDone

    several = "s" if len(plan.combinations) > 1 else ""
    console.note(f"{len(plan.combinations)} combination{several}: {estimate_of(plan, engine.processes, store).words}")
    if not plan.validation and len(plan.combinations) > 1:
        console.note(
            "Without a validation part the best is chosen by the test part: that is tuning on the test set, and its "
            "figure is a little too good. To choose by images held out of training, add --validation 10000."
        )
    if plan.validation:
        console.note(
            f"The best is chosen by the last {plan.validation:,} training images, which no run learns from; the test "
            "part is opened at the end, for that one alone."
        )
    results = SweepResults(plan)
    with (
        interruption.awaited() as stop,
        console.progress() as progress,
        closing(run_sweep(plan, engine, store)) as events,
    ):
        task = progress.add_task("", total=1.0)
        for event in events:
            results.note(event)
            progress.update(task, completed=results.share)
            if isinstance(event, JobDone) and not is_quiet:
                with console.aside(progress):
                    console.say(_run_line(event, plan))
            if stop.has_come:
                break
    return results, stop.has_come and not results.is_over


def _run_line(done: JobDone, plan: Plan) -> str:
    from digitpad.experiments.planning import words_of

    measured = done.checkpoint.measurements[0]
    settings = words_of(plan.combinations[done.job.combination].settings)
    return (
        f"{settings}  seed {done.job.config.seed}  {measured.name} {console.percent(measured.accuracy)}  "
        f"{done.seconds:.1f} s"
    )


def _named(failure: JobFailed, plan: Plan) -> DigitpadError:
    """Return a failure's error with the combination it belongs to."""
    from digitpad.experiments.planning import words_of

    return TrainingError(
        "{what}",
        "{combination}, seed {seed}: {why}",
        combination=words_of(plan.combinations[failure.job.combination].settings),
        seed=failure.job.config.seed,
        what=failure.error.title,
        why=failure.error.detail,
    )


def _show(results: SweepResults, *, in_json: bool) -> None:
    rows = results.rows
    if in_json:
        for row in rows:
            console.say_json(_described(row))
        return
    _print_table(rows, "validation" if results.plan.validation else "test")
    chosen = next((row for row in rows if row.is_chosen), None)
    if chosen is None or chosen.mean is None:
        return
    from digitpad.experiments.planning import words_of

    words = words_of(chosen.combination.settings)
    if chosen.test is not None:
        console.say(
            f"best by the validation part: {words}; test accuracy {console.percent(chosen.test)}, measured of this "
            "combination alone"
        )
    else:
        console.say(f"best by the test part: {words}; test accuracy {console.percent(chosen.mean)}")


def _described(row: SweepRow) -> dict[str, object]:
    return {
        "settings": row.settings,
        "seeds": list(row.seeds),
        "accuracies": list(row.accuracies),
        "mean": row.mean,
        "low": row.low,
        "high": row.high,
        "seconds": row.seconds,
        "chosen": row.is_chosen,
        "test": row.test,
    }


def _print_table(rows: Sequence[SweepRow], part: str) -> None:
    from rich.table import Table
    from rich.text import Text

    settings = list(dict.fromkeys(option for row in rows for option in row.settings))
    table = Table(
        *settings, "parameters", "seeds", f"mean {part}", "low to high", "s", "", box=None, header_style="bold"
    )
    for row in rows:
        mean = "" if row.mean is None else console.percent(row.mean)
        spread = "" if row.low is None or row.high is None else f"{100 * row.low:.2f} to {console.percent(row.high)}"
        failed = f"{len(row.failures)} failed" if row.failures else ""
        table.add_row(
            *(Text(row.settings.get(option, "")) for option in settings),
            f"{row.parameters:,}",
            str(len(row.seeds)),
            mean,
            spread if len(row.accuracies) > 1 else "",
            f"{row.seconds:,.1f}",
            "best" if row.is_chosen else failed,
        )
    console.tables().print(table)


def _keep(results: SweepResults, store: SweepStore, name: str, library: Any) -> None:
    from digitpad.experiments.keeping import keep_chosen

    entry = keep_chosen(results, store, name, library)
    if entry is None:
        console.note("No combination has all of its runs, so that no model is kept.")
    else:
        console.note(f"The chosen model, of the first seed, is kept as “{entry.name}”.")


def _list(jobs: int | None, *, in_json: bool) -> None:
    """Print the ready-made sweeps, and those that were begun."""
    from digitpad.experiments.store import SweepStore

    store = SweepStore.of_user()
    for line in _ready_made_lines(_engine(None, jobs).processes, in_json=in_json):
        console.say(line)
    begun = store.sweeps()
    if begun and not in_json:
        console.say("begun:")
    for saved in begun:
        done = store.count_done(saved)
        if in_json:
            console.say_json(
                {"sweep": saved.id, "what": saved.what, "begun": saved.begun, "runs": len(saved.keys), "done": done}
            )
        else:
            console.say(f"  {saved.begun}  {done} of {len(saved.keys)} runs done  {saved.what}")
    for problem in store.problems:
        console.note_problem(problem)


def _ready_made_lines(processes: int, *, in_json: bool) -> Iterator[str]:
    import json

    from digitpad.experiments.estimate import estimate_seconds, run_seconds
    from digitpad.experiments.planning import combinations_of
    from digitpad.experiments.ready_made import READY_MADE

    for each in READY_MADE:
        combinations, seeds = combinations_of(each.sweep), each.sweep.seeds
        estimate = estimate_seconds([run_seconds(it.config) for it in combinations] * seeds, processes)
        if in_json:
            yield json.dumps(
                {
                    "name": each.name,
                    "title": each.title,
                    "question": each.question,
                    "reading": each.reading,
                    "combinations": len(combinations),
                    "seeds": seeds,
                    "seconds": estimate.seconds,
                }
            )
        else:
            yield f"{each.name}  {estimate.words}"
            yield f"  {each.question}"
            yield f"  {each.reading}"
