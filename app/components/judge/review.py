"""`Review these…` of the page Judge: what the judge marked low, where it is contradicted, what would tell most about it."""

from app.components.frame import asked
from app.components.new_batch.dialog import new_batch_button
from app.components.new_batch.preset import Preset
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.review.kinds import Wanted


def judge_review(report: JudgeReport) -> None:
    """Show the buttons. Labels get the name of the page's score, so that its corrected quality uses them."""
    question, score = asked().filter, report.name
    flagged = Preset(
        ("flagged", "scheme"), "judge", f"Flagged answers, {score}", Wanted(n=100, score=score), score
    )
    new_batch_button("Review flagged…", question, flagged, key="judge_review_flagged")
    against = f"human.{score}" if report.failed_by_people is not None else "rules"
    apart = Preset(("disagreement",), "judge", f"Disagreements on {score}", Wanted(against=against), score)
    new_batch_button("Review disagreements…", question, apart, key="judge_review_apart")
    told = Preset(("random", "stratified", "informative"), "judge", "", Wanted(n=100, unit="answer"), score)
    new_batch_button("Review at random…", question, told, key="judge_review_random")
