from datetime import date

import lightwell.clinical as lw
from lightwell.clinical.eligibilityfile import EligibilityRule
from lightwell.clinical.library import library
from tests.spec.book import Chapter, Row, Section

FORMS = library().eligibility.forms
IV = "ketamine iv"


def _card(case: lw.Case, rule: str, region: str, treatment: str = IV) -> lw.Card:
    agent, route = treatment.split()
    cards = lw.assess(case, agent, route, region).cards
    return next(one for one in cards if one.rule.id == rule)


def _every_outcome(rule: EligibilityRule) -> str:
    """One row for each worked example of a form of a rule, in its first treatment and region."""
    place = f"{' '.join(rule.products[0])} | {rule.regions[0]}"
    return "\n".join(
        f"{rule.id} | {place} | {outcome.words} || {outcome.words}" for outcome in rule.examples
    )


def _example(row: Row) -> Row:
    place = (*row["treatment"].split(), row["region"])
    rule = next(
        one for one in FORMS if (one.id, *one.products[0], one.regions[0]) == (row["rule"], *place)
    )
    (given,) = (case for outcome, case in rule.examples.items() if outcome.words == row["example"])
    card = _card(lw.case_from_dict(given), rule.id, row["region"], row["treatment"])
    return {"outcome": card.outcome.words}


def _strength(row: Row) -> Row:
    agent, route = row["treatment"].split()
    cards = lw.assess(lw.Case(), agent, route, row["region"]).cards
    rule = next((one.rule for one in cards if one.rule.id == row["rule"]), None)
    if rule is None:
        return {"strength": "no rule", "override": "-"}
    return {"strength": rule.strength, "override": rule.override.split(":")[0].split(",")[0]}


def _recent(row: Row) -> Row:
    hours = {
        "hours_since_food": float(row["food"]),
        "hours_since_clear_liquid": float(row["drink"]),
    }
    case = lw.case_from_dict({"session": hours})
    return {
        name: _card(case, "ci.fasting", "us", treatment).outcome.words
        for name, treatment in (("ketamine iv", IV), ("esketamine", "esketamine intranasal"))
    }


def _beside(row: Row) -> Row:
    rows = [{"drug": one.strip()} for one in row["medicines"].split(",") if one.strip() != "-"]
    said = {
        key: row[name]
        for key, name in (("acute_suicidality", "acute"), ("ssri_or_snri", "planned"))
        if row[name] != "-"
    }
    case = lw.case_from_dict({"medicines": rows, "evaluation": said})
    return {
        name: _card(case, rule, "eu", "esketamine intranasal").outcome.words
        for name, rule in (("SSRI or SNRI (eu)", "elig.eu_combo"), ("oral beside", "elig.mdsi"))
    }


TAKE_HOME = {
    "home.policy": "take_home_permitted",
    "home.first_dose": "take_home_first_dose_supervised",
    "home.supply": "take_home_supply_counted",
    "home.pdmp": "take_home_pdmp_checked",
    "home.check_ins": "take_home_check_ins",
}


def _at_home(row: Row) -> Row:
    asked = list(TAKE_HOME.values())
    said = dict.fromkeys(asked, "yes") | ({row["but"]: row["is"]} if row["but"] != "-" else {})
    given = {"conditions": {"home": row["home"]}, "evaluation": said}
    case = lw.case_from_dict(given | {"person": {"age_years": int(row["age"])}})
    cards = lw.assess(case, "ketamine", "sublingual").cards
    held = [
        one.rule.id
        for one in cards
        if one.rule.id.startswith(("home.", "ci.home")) and one.outcome is not lw.Outcome.MET
    ]
    return {"holds": ", ".join(held) or "nothing"}


def _pressure(row: Row) -> Row:
    reading = {"at": "2026-03-04T09:00:00-05:00"}
    values = {key: int(row[key]) for key in ("sbp", "dbp") if row[key] != "-"}
    person = {} if row["age"] == "-" else {"age_years": int(row["age"])}
    given = {"on": "2026-03-04", "vitals": [reading | values], "person": person}
    case = lw.case_from_dict(given)
    return {
        region + " " + limit: _card(case, rule, region).outcome.words
        for region in ("us", "eu")
        for limit, rule in (("start", "ci.bp_pre"), ("senior", "ci.bp_160"))
        if (region, limit) != ("eu", "senior")
    }


def _age(row: Row) -> Row:
    given = {"person": {"age_years": int(row["age"])}}
    young = {key: row[key] for key in ("guardian_consent", "patient_assent") if row[key] != "-"}
    case = lw.case_from_dict(given | {"session": young})
    names = {"13": "elig.age_13", "18": "elig.age", "consent": "elig.minor_consent"}
    return {name: _card(case, rule, "us").outcome.words for name, rule in names.items()}


def _stale(row: Row) -> Row:
    on = date(2026, 3, 31)
    then = date.fromordinal(on.toordinal() - int(row["days old"])).isoformat()
    given: dict[str, dict[str, object]] = {
        "elig.baseline_scale": {"scores": [{"instrument": "phq9", "at": then, "total": 18}]},
        "elig.baseline_cssrs": {"scores": [{"instrument": "cssrs_screener", "at": then}]},
        "elig.baseline_bp": {"vitals": [{"at": f"{then}T08:00:00Z", "sbp": 120, "dbp": 80}]},
        "elig.baseline_medicines": {"evaluation": {"medicines_reviewed_on": then}},
        "elig.baseline_weight": {"person": {"weight_kg": 70}, "evaluation": {"weighed_on": then}},
    }
    case = lw.case_from_dict({"on": on.isoformat(), **given[row["rule"]]})
    return {"outcome": _card(case, row["rule"], "us").outcome.words}


CHAPTER = Chapter(
    "Eligibility",
    "Met is settled; not met raises the rule; unknown is asked and never counts as safe.",
    (
        Section(
            "Blood pressure before a start",
            "Above 140/90 holds; in Europe 150/90 from 65 years; from 160/100 a senior signs.",
            """
            sbp | dbp | age || us start | us senior | eu start
            140 | 90  | 40  || met      | met       | met
            141 | 90  | 40  || not met  | met       | not met
            140 | 91  | 40  || not met  | met       | not met
            150 | 90  | 64  || not met  | met       | not met
            150 | 90  | 65  || not met  | met       | met
            151 | 90  | 65  || not met  | met       | not met
            150 | 90  | -   || not met  | met       | unknown
            159 | 99  | 40  || not met  | met       | not met
            160 | 80  | 40  || not met  | not met   | not met
            120 | 100 | 40  || not met  | not met   | not met
            142 | -   | 40  || not met  | unknown   | not met
            120 | -   | 40  || unknown  | unknown   | unknown
            -   | 80  | 40  || unknown  | unknown   | unknown
            """,
            _pressure,
        ),
        Section(
            "Age",
            "Below 13 nobody may override; from 13 to 17 a specialist, with consent and assent.",
            """
            age | guardian_consent | patient_assent || 13      | 18      | consent
            12  | yes              | yes            || not met | not met | met
            13  | yes              | yes            || met     | not met | met
            17  | yes              | no             || met     | not met | not met
            17  | yes              | -              || met     | not met | unknown
            18  | -                | -              || met     | met     | met
            """,
            _age,
        ),
        Section(
            "A value that is too old is unknown",
            "",
            """
            rule                    | days old || outcome
            elig.baseline_scale     | 7        || met
            elig.baseline_scale     | 8        || unknown
            elig.baseline_cssrs     | 0        || met
            elig.baseline_cssrs     | 1        || unknown
            elig.baseline_bp        | 0        || met
            elig.baseline_bp        | 1        || unknown
            elig.baseline_medicines | 0        || met
            elig.baseline_medicines | 1        || unknown
            elig.baseline_weight    | 30       || met
            elig.baseline_weight    | 31       || unknown
            """,
            _stale,
        ),
        Section(
            "One condition, different labels",
            "A contraindication of one label is no more than local policy for another agent; "
            "nobody sets aside what a label forbids.",
            """
            rule               | treatment             | region || strength | override
            ci.aneurysm        | esketamine intranasal | us     || block    | nobody
            ci.aneurysm        | ketamine iv           | us     || block    | two people
            ci.bp_hazard       | esketamine intranasal | eu     || block    | nobody
            ci.bp_hazard       | ketamine oral         | us     || block    | nobody
            ci.cv6wk           | esketamine intranasal | us     || block    | two people
            ci.cv6wk           | esketamine intranasal | eu     || block    | nobody
            ci.cv6wk           | ketamine im           | eu     || block    | two people
            ci.cva             | esketamine intranasal | eu     || block    | two people
            ci.cva             | ketamine iv           | eu     || block    | nobody
            ci.cva             | ketamine sublingual   | us     || block    | two people
            ci.thyroid         | ketamine iv           | us     || block    | prescriber
            ci.thyroid         | ketamine sc           | eu     || block    | nobody
            ci.thyroid         | ketamine oral         | eu     || block    | prescriber
            ci.thyroid         | esketamine intranasal | eu     || block    | prescriber
            ci.mi_6mo          | ketamine sc           | eu     || block    | prescriber
            ci.mi_6mo          | ketamine oral         | eu     || no rule  | -
            ci.eclampsia       | ketamine sc           | us     || block    | nobody
            ci.eclampsia       | esketamine intranasal | us     || no rule  | -
            ci.nasal           | ketamine intranasal   | us     || block    | prescriber
            ci.nasal           | ketamine iv           | us     || no rule  | -
            ci.home            | esketamine intranasal | us     || block    | nobody
            ci.home            | ketamine intranasal   | us     || block    | nobody
            ci.home            | ketamine sublingual   | us     || block    | a named prescriber
            ci.stroke_6mo      | esketamine intranasal | us     || no rule  | -
            ci.stroke_6mo      | esketamine intranasal | eu     || block    | prescriber
            elig.baseline_weight | ketamine sublingual | us     || block    | nobody
            elig.baseline_weight | esketamine intranasal | us   || no rule  | -
            elig.rems          | esketamine intranasal | us     || block    | nobody
            elig.rems          | esketamine intranasal | eu     || no rule  | -
            """,
            _strength,
        ),
        Section(
            "Food and drink before a dose",
            "Hours since. Six and two hours before ketamine by needle (local policy), two hours "
            "and thirty minutes before nasal esketamine (label).",
            """
            food | drink || ketamine iv | esketamine
            6    | 2     || met         | met
            5.9  | 2     || not met     | met
            6    | 1.9   || not met     | met
            2    | 0.5   || not met     | met
            1.9  | 1     || not met     | not met
            3    | 0.4   || not met     | not met
            """,
            _recent,
        ),
        Section(
            "What stands beside nasal esketamine",
            "A list of medicines that holds one is enough; a list without one is unknown, since "
            "one may be planned. A stopped medicine and a skin patch are no tablet beside.",
            """
            medicines           | acute | planned || SSRI or SNRI (eu) | oral beside
            Zoloft              | yes   | -       || met               | met
            sertraline          | no    | -       || met               | met
            mirtazapine         | no    | -       || unknown           | met
            mirtazapine         | yes   | -       || met               | met
            Emsam               | yes   | -       || met               | unknown
            ketamine            | yes   | -       || met               | unknown
            a drug nobody knows | no    | -       || unknown           | met
            -                   | no    | no      || not met           | met
            -                   | no    | yes     || met               | met
            -                   | -     | -       || unknown           | unknown
            """,
            _beside,
        ),
        Section(
            "Doses at home",
            "Sublingual or oral ketamine only, and only when every condition is known and met; a "
            "named prescriber then sets `ci.home` aside with a reason. Never below 18.",
            """
            home    | age | but                             | is      || holds
            no      | 40  | -                               | -       || nothing
            yes     | 40  | -                               | -       || ci.home
            yes     | 17  | -                               | -       || ci.home, home.age
            yes     | 40  | take_home_permitted             | no      || ci.home, home.policy
            yes     | 40  | take_home_first_dose_supervised | unknown || ci.home, home.first_dose
            yes     | 40  | take_home_supply_counted        | no      || ci.home, home.supply
            yes     | 40  | take_home_pdmp_checked          | unknown || ci.home, home.pdmp
            yes     | 40  | take_home_check_ins             | no      || ci.home, home.check_ins
            unknown | 40  | -                               | -       || ci.home
            unknown | 17  | -                               | -       || ci.home, home.age
            """,
            _at_home,
        ),
        Section(
            "Every outcome of every rule",
            "The cases are the examples in the knowledge files, each for the first treatment and "
            "region of that form of the rule.",
            "rule | treatment | region | example || outcome\n"
            + "\n".join(map(_every_outcome, FORMS)),
            _example,
        ),
    ),
)
