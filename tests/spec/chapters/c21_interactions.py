from datetime import date, timedelta

import lightwell.clinical as lw
from lightwell.clinical.interactionfile import Interaction
from lightwell.clinical.library import library
from tests.spec.book import Chapter, Row, Section

FORMS = library().interactions.forms
ON = date(2026, 3, 31)


def _beside(medicines: str, treatment: str, region: str = "us") -> lw.Interactions:
    rows = [_medicine(one.strip()) for one in medicines.split(",") if one.strip() not in ("", "-")]
    case = lw.case_from_dict({"on": ON.isoformat(), "medicines": rows})
    agent, route = treatment.split()
    return lw.interactions(case, agent, route, region)


def _medicine(text: str) -> dict[str, object]:
    """A name, then perhaps a dose as "60 mg" or the days since the last dose as "14 days"."""
    name, _, rest = text.partition(":")
    row: dict[str, object] = {"drug": name}
    if rest.endswith("mg"):
        row["dose_mg"] = int(rest.removesuffix("mg"))
    if rest.endswith("days ago"):
        days = int(rest.removesuffix("days ago"))
        row["stopped_on"] = (ON - timedelta(days=days)).isoformat()
    return row


def _by_route(row: Row) -> Row:
    shown = {"PO": "oral", "SL": "sublingual", "IV": "iv", "IM": "im", "IN": "intranasal"}
    severities = {
        head: _beside(row["medicine"], f"ketamine {route}").severity or "-"
        for head, route in shown.items()
    }
    esketamine = _beside(row["medicine"], "esketamine intranasal").severity
    return severities | {"esketamine": esketamine or "-"}


def _in_regions(row: Row) -> Row:
    return {
        region: ", ".join(
            f"{rule} {severity}"
            for rule, severity in _beside(row["medicine"], row["treatment"], region).spoken.items()
        )
        or "nothing"
        for region in ("us", "eu")
    }


def _size(row: Row) -> Row:
    (one,) = _beside(row["medicine"], row["treatment"]).medicines
    finding = next(found for found in one.findings if found.row.id == row["rule"])
    ratios = [f"{study.auc_ratio:g}" for study in finding.measured if study.auc_ratio is not None]
    peaks = [f"{study.cmax_ratio:g}" for study in finding.measured if study.cmax_ratio is not None]
    return {
        "exposure": " ".join(ratios) or "-",
        "peak": " ".join(peaks) or "-",
        "measured": str(finding.as_json()["effect_size"] != "not studied"),
    }


def _together(row: Row) -> Row:
    found = _beside(row["medicines"], "ketamine iv").together
    told = (
        f"{one.basis.id} {one.severity}" + ("?" if one.outcome is lw.Outcome.UNKNOWN else "")
        for one in found
    )
    return {"found": ", ".join(told) or "nothing"}


def _state(row: Row) -> Row:
    (one,) = _beside(row["typed"], "ketamine iv").medicines
    return {
        "state": one.state.replace("_", " "),
        "drug": one.drug.name if one.drug else "-",
        "did you mean": " or ".join(one.suggestions) or "-",
    }


def _every_row(form: Interaction) -> str:
    place = f"{' '.join(form.products[0])} | {form.regions[0]}"
    return f"{form.id} | {place} || {form.severity}"


def _example_of(row: Row) -> Row:
    """A medicine that the row names, beside the first treatment and region of that form."""
    place = (*row["treatment"].split(), row["region"])
    form = next(
        one for one in FORMS if (one.id, *one.products[0], one.regions[0]) == (row["rule"], *place)
    )
    known = library().pharmacy.drugs.values()
    drug = next((one for one in known if form.is_about(one)), None)
    case = lw.case_from_dict(
        {"medicines": [{"drug": drug.names[0]}]}
        if drug
        else {"trials": [{"kind": form.treatments[0], "stopped_for": "ongoing"}]}
    )
    return {"severity": lw.interactions(case, *form.products[0], row["region"]).spoken[form.id]}


CHAPTER = Chapter(
    "Interactions",
    "What a person takes beside ketamine or esketamine. S1 avoid, S2 major, S3 moderate, S4 for "
    "information. A medicine that no list knows, or about which no row speaks, was not checked.",
    (
        Section(
            "What is swallowed passes the liver first",
            "One medicine, and the severity by the route of ketamine.",
            """
            medicine         || PO | SL | IV | IM | IN | esketamine
            clarithromycin   || S2 | S2 | S4 | S4 | S3 | S4
            grapefruit       || S2 | S3 | S4 | S4 | S3 | S4
            ticlopidine      || S2 | S2 | S3 | S3 | S3 | S4
            itraconazole     || S3 | S3 | S4 | S4 | S3 | S4
            rifampicin       || S2 | S2 | S4 | S4 | S3 | S4
            St John's wort   || S2 | S2 | S4 | S4 | S3 | S4
            ketoconazole     || S2 | S2 | S4 | S4 | S3 | S4
            carbamazepine    || S2 | S2 | S4 | S4 | S3 | S4
            clopidogrel      || S2 | S2 | S4 | S4 | S3 | S4
            cbd              || S3 | S3 | S4 | S4 | S4 | S4
            bupropion        || S4 | S4 | S4 | S4 | S4 | S4
            lorazepam        || S2 | S2 | S2 | S2 | S2 | S2
            phenelzine       || S2 | S2 | S2 | S2 | S2 | S2
            lamotrigine      || S4 | S4 | S4 | S4 | S4 | S4
            Adderall         || S3 | S3 | S3 | S3 | S3 | S3
            theophylline     || S2 | S2 | S2 | S2 | S2 | -
            """,
            _by_route,
        ),
        Section(
            "Regions differ where their labels do",
            "",
            """
            medicine      | treatment             || us              | eu
            theophylline  | ketamine iv           || pd.theoph S2    | pd.theoph S1
            theophylline  | ketamine oral         || pd.theoph S2    | pd.theoph S2
            theophylline  | esketamine intranasal || nothing         | pd.xanthine_bp S3
            ergometrine   | ketamine im           || pd.ergometrine S2 | pd.ergometrine S1
            ergometrine   | esketamine intranasal || nothing         | pd.symp_esketamine S3
            vasopressin   | ketamine sc           || pd.symp S2      | pd.symp S2
            vasopressin   | esketamine intranasal || nothing         | pd.symp_esketamine S3
            Sudafed       | ketamine iv           || pd.symp S2      | pd.symp S2
            levothyroxine | esketamine intranasal || pd.thyroid S3   | pd.thyroid S3
            """,
            _in_regions,
        ),
        Section(
            "What was measured, by the planned route",
            "Ratios of the exposure and the peak of S-ketamine. A size of another route is shown "
            "and never carried over.",
            """
            medicine       | treatment             | rule            || exposure | peak | measured
            clarithromycin | ketamine oral         | pk.clarithro    || 2.6      | 3.6  | True
            clarithromycin | ketamine iv           | pk.clarithro    || -        | -    | False
            grapefruit     | ketamine oral         | pk.grapefruit   || 3        | 2.1  | True
            ticlopidine    | ketamine oral         | pk.ticlopidine  || 2.4      | -    | True
            ticlopidine    | esketamine intranasal | pk.ticlopidine  || 1.29     | -    | True
            itraconazole   | ketamine oral         | pk.itraconazole || 1        | -    | True
            rifampicin     | ketamine oral         | pk.rifampicin   || 0.14     | -    | True
            rifampicin     | ketamine iv           | pk.rifampicin   || 0.86     | -    | True
            rifampicin     | ketamine im           | pk.rifampicin   || -        | -    | False
            SJW            | ketamine oral         | pk.sjw          || 0.42     | 0.34 | True
            ketoconazole   | ketamine oral         | pk.inhibitor_3a4 || -       | -    | False
            Parnate        | ketamine sc           | pd.maoi         || -        | -    | True
            Parnate        | ketamine oral         | pd.maoi         || -        | -    | False
            Xanax          | ketamine iv           | pd.bzd_eff      || -        | -    | True
            Ritalin        | ketamine iv           | pd.stim         || -        | -    | False
            """,
            _size,
        ),
        Section(
            "Serotonin, and a long QT",
            "Among the other medicines. A colon gives a dose, or the days since the last one. A "
            "question mark: it depends on a dose that is not recorded.",
            """
            medicines                            || found
            phenelzine, sertraline               || sero.maoi S1
            phenelzine, Zyvox                    || sero.maoi S1
            Zyvox                                || nothing
            moclobemide, clomipramine            || sero.maoi S1
            moclobemide, amitriptyline           || sero.two S2
            Emsam, pethidine                     || sero.maoi S1
            Nardil, Delsym                       || sero.maoi S1
            Nardil, hypericum                    || sero.maoi S1
            Nardil, 5-HTP                        || sero.maoi S1
            Nardil, tryptophan                   || sero.two S2
            Nardil, mirtazapine                  || sero.maoi_atypical S1
            Nardil, Wellbutrin                   || sero.maoi_atypical S1
            Nardil:14days ago, sertraline        || sero.maoi S1
            Nardil:15days ago, sertraline        || nothing
            Nardil:14days ago, amitriptyline     || sero.two S2
            Nardil, Prozac:35days ago            || sero.maoi S1
            Nardil, Prozac:36days ago            || nothing
            Nardil, Symbyax:35days ago           || sero.maoi S1
            Nardil, Zoloft:14days ago            || sero.maoi S1
            Nardil, Zoloft:15days ago            || nothing
            Nardil, Wellbutrin:14days ago        || sero.maoi_atypical S1
            Nardil, Wellbutrin:15days ago        || nothing
            Nardil:15days ago, Zoloft:15days ago || nothing
            sertraline, hypericum                || sero.two S2
            sertraline, Lexapro                  || nothing
            Zoloft, sertraline                   || nothing
            sertraline, sumatriptan              || sero.two S2
            sertraline, SAMe                     || sero.two S3
            sertraline, SAMe, tramadol           || sero.two S2
            Nardil, sertraline, sumatriptan      || sero.maoi S1, sero.two S2
            sertraline, bupropion                || nothing
            ondansetron, Seroquel                || pd.qt S3
            ondansetron, Zofran                  || nothing
            ondansetron, Celexa:40mg             || nothing
            ondansetron, Celexa:41mg             || pd.qt S3
            ondansetron, Celexa                  || pd.qt S3?
            ondansetron, Seroquel, Celexa        || pd.qt S3
            ondansetron, Seroquel:1days ago      || nothing
            Celexa                               || nothing
            """,
            _together,
        ),
        Section(
            "What was checked, and what was not",
            "A slip of the pen suggests and never guesses; a name with its dose suggests too.",
            """
            typed                || state       | drug        | did you mean
            Xanax                || checked     | alprazolam  | -
            lorazepan            || not checked | -           | lorazepam
            sertraline 50 mg     || not checked | -           | sertraline
            lorazepan 1 mg       || not checked | -           | lorazepam
            magic beans          || not checked | -           | -
            mirtazapine          || not checked | mirtazapine | -
            ketamine             || not checked | ketamine    | -
            Xanax:1days ago      || stopped     | alprazolam  | -
            Xanax:0days ago      || checked     | alprazolam  | -
            cannabis:2days ago   || checked     | cannabis    | -
            cannabis:3days ago   || stopped     | cannabis    | -
            mdma:14days ago      || checked     | mdma        | -
            mdma:15days ago      || stopped     | mdma        | -
            Vitamin D            || checked     | vitamin d   | -
            """,
            _state,
        ),
        Section(
            "Every row speaks",
            "For the first treatment and region of each form.",
            "rule | treatment | region || severity\n" + "\n".join(map(_every_row, FORMS)),
            _example_of,
        ),
    ),
)
