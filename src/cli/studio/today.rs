//! Which day it is: the one place where the tool asks for the date.

use crate::pigment::Date;
use std::time::{SystemTime, UNIX_EPOCH};

/// Today, in UTC: labels state days, and a bottle is good to the end of its last one.
pub(super) fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day(seconds / 86_400)
}

/// The day so many days after 1970-01-01. Years are counted from March, so that a leap day ends its year; their
/// lengths repeat every 400 years, which are 146,097 days.
fn day(since_1970: u64) -> Date {
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    let days = since_1970 + 719_468;
    let (cycle, of_cycle) = (days / 146_097, days % 146_097);
    let year_of_cycle = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = 400 * cycle + year_of_cycle + u64::from(month <= 2);
    let small = |number: u64| u8::try_from(number).ok();
    Date { year: u16::try_from(year).unwrap_or(u16::MAX), month: small(month), day: small(day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_through_leap_years_and_centuries() {
        for (since_1970, date) in [
            (0, "1970-01-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_453, "2025-12-31"),
            (20_454, "2026-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day(since_1970), Date::parse(date).unwrap(), "{date}");
        }
        assert!(today().year >= 2024);
    }
}
