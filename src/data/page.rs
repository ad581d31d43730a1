//! The files of the consultation page, embedded: it is there without an installation, and loads nothing.

macro_rules! page {
    ($($route:literal: $file:literal),* $(,)?) => {
        /// The files of the consultation page: the path that each is asked for by, and its text.
        pub const PAGE: &[(&str, &str)] = &[$(($route, include_str!(concat!("../web/page/", $file)))),*];
    };
}

page![
    "/": "index.html",
    "/page.css": "page.css",
    "/icon.svg": "icon.svg",
    "/main.js": "main.js",
    "/words.js": "words.js",
    "/ask.js": "ask.js",
    "/make.js": "make.js",
    "/state.js": "state.js",
    "/picture.js": "picture.js",
    "/marks.js": "marks.js",
    "/over-time.js": "over-time.js",
    "/plot.js": "plot.js",
    "/step-photo.js": "step-photo.js",
    "/step-chart.js": "step-chart.js",
    "/step-mark.js": "step-mark.js",
    "/step-reading.js": "step-reading.js",
    "/step-mixes.js": "step-mixes.js",
    "/step-healing.js": "step-healing.js",
    "/step-plan.js": "step-plan.js",
    "/step-keep.js": "step-keep.js",
];
