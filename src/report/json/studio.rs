//! A studio's own file: `healtone.studio-page/1`, and what of it a result was made with.

use super::{TOOL, round};
use crate::consult::StudioUse;
use crate::math::exp;
use crate::report::studio::{BottleRow, HandPage, StudioFacts, StudioPage};
use serde_json::{Map, Value, json};

/// `healtone.studio-page/1`: what a studio's file sets, and which bottles are good.
#[must_use]
pub fn studio(page: &StudioPage) -> Value {
    json!({
        "schema": "healtone.studio-page/1",
        "tool": TOOL,
        "looked_for": page.looked_for,
        "studio": page.facts.as_ref().map(facts),
    })
}

fn facts(facts: &StudioFacts) -> Value {
    let healing = facts.healing.iter().map(|(name, prior)| {
        let prior = json!({
            "median": prior.median, "spread": prior.spread, "kind": prior.kind.name(), "source": prior.source,
        });
        ((*name).to_owned(), prior)
    });
    json!({
        "name": facts.name,
        "sha256": facts.sha256,
        "chart": facts.chart,
        "catalogues": facts.catalogues.iter().map(|(name, n)| json!({"name": name, "pigments": n})).collect::<Vec<_>>(),
        "batch_ml": facts.batch_ml,
        "diluent_drops_per_ml": facts.diluent_drops_per_ml,
        "needle": facts.needle.map(|needle| needle.to_string()),
        "area_cm2": facts.area_cm2,
        "bottles": facts.bottles.iter().map(bottle).collect::<Vec<_>>(),
        "healing": healing.collect::<Map<_, _>>(),
    })
}

fn bottle(row: &BottleRow) -> Value {
    json!({
        "id": row.bottle.id,
        "lot": row.bottle.lot,
        "opened": row.bottle.opened.map(|day| day.to_string()),
        "expires": row.bottle.expires.map(|day| day.to_string()),
        "drops_per_ml": row.bottle.drops_per_ml,
        "use_by": row.use_by.map(|day| day.to_string()),
        "state": row.state(),
    })
}

/// `healtone.hand-page/1`: what healed photos taught of a studio's hand.
#[must_use]
pub fn hand(page: &HandPage) -> Value {
    json!({
        "schema": "healtone.hand-page/1",
        "tool": TOOL,
        "hand": page.hand.as_ref().map(|hand| json!({
            "product": hand.product, "factor": round(exp(hand.ln_dose), 3), "ln_sd": round(hand.ln_sd, 3),
            "clients": hand.clients,
            "others": hand.others.iter().map(|(product, ln_ratio, sd)| json!({
                "product": product, "factor": round(exp(*ln_ratio), 3), "ln_sd": round(*sd, 3),
            })).collect::<Vec<_>>(),
        })),
        "records": page.records.iter().map(|r| json!({
            "code": r.code, "product": r.product, "factor": round(exp(r.ln_dose), 3), "ln_sd": round(r.ln_sd, 3),
        })).collect::<Vec<_>>(),
    })
}

/// What a result was made with: the file's name alone, because its folder tells who somebody is.
pub(super) fn used(studio: Option<&StudioUse>) -> Value {
    studio.map_or(
        Value::Null,
        |studio| json!({"name": studio.name, "file": studio.file, "sha256": studio.sha256, "used": studio.used}),
    )
}
