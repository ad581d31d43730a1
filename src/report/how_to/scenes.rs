//! The drawings, composed from the parts: for each step three, each with its word and its sign.

/// What a drawing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Do this.
    Yes,
    /// Not this.
    No,
}

/// A drawing and what stands under it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    pub(super) sign: Sign,
    pub(super) caption: &'static str,
    pub(super) drawing: &'static str,
}

const fn yes(caption: &'static str, drawing: &'static str) -> Scene {
    Scene { sign: Sign::Yes, caption, drawing }
}

const fn no(caption: &'static str, drawing: &'static str) -> Scene {
    Scene { sign: Sign::No, caption, drawing }
}

/// Three for each of the five steps.
pub(super) const SCENES: [[Scene; 3]; 5] = [
    [
        yes("clean and matt", r##"<use href="#chart" transform="translate(80 56) scale(1.7)"/>"##),
        no(
            "stained or glossy",
            r##"<use href="#chart" transform="translate(80 56) scale(1.7)"/>
<path class="shine" d="M28 98L92 14H112L48 98Z"/>
<path class="o" d="M141 72L120 98.500C128 96 138 92 145 84Z"/>
<path class="g" d="M96 46C104 38 122 42 124 52C128 64 112 70 104 66C94 66 90 54 96 46Z"/>"##,
        ),
        yes(
            "clean and dry",
            r##"<use href="#back" transform="translate(64 58)"/><use href="#clock" transform="translate(132 26)"/>
<path class="d" d="M116 34L92 56"/><text x="132" y="58">shaved</text><text x="132" y="71">12 h ago</text>"##,
        ),
    ],
    [
        yes(
            "window at side",
            r##"<use href="#window" transform="translate(24 42)"/><use href="#side" transform="translate(116 50) scale(.9)"/>
<use href="#rays" transform="translate(48 36)"/>
<path class="n both" d="M26 98H84"/><text x="55" y="91">two steps</text>"##,
        ),
        yes(
            "one lamp, far off",
            r##"<use href="#lamp" transform="translate(24 50)"/><use href="#side" transform="translate(116 50) scale(.9)"/>
<use href="#rays" transform="translate(42 28)"/><text x="56" y="80">white</text>"##,
        ),
        no(
            "flash, mixed light",
            r##"<use href="#side" transform="translate(117 54) scale(.9)"/><use href="#phone" transform="translate(18 66)"/>
<use href="#bolt" transform="translate(40 58)"/><path class="t ray" d="M54 60H78"/><use href="#bulb" transform="translate(64 26) scale(.9)"/>
<path class="shade" d="M84 76L106 72V100L84 104Z"/><use href="#edge" transform="translate(81 88)"/>"##,
        ),
    ],
    [
        yes(
            "in one plane",
            r##"<use href="#side" transform="translate(112 56)"/><path class="d" d="M73 4V108"/>
<use href="#edge" transform="translate(72 92)"/><use href="#phone" transform="translate(20 60)"/>
<path class="t" d="M30 48L66 30M30 48L66 92"/><path class="t" d="M73 66H66V73"/>"##,
        ),
        no(
            "tilted or low",
            r##"<use href="#side" transform="translate(112 56)"/><path class="d" d="M73 4V108"/>
<path class="d" d="M85 60L43 110"/><use href="#edge" transform="translate(60 90) rotate(40)"/>
<use href="#edge" transform="translate(141 100) rotate(-64)"/><use href="#phone" transform="translate(20 60)"/>
<path class="t" d="M30 48L66 30M30 48L54 84"/>"##,
        ),
        no(
            "a patch shines",
            r##"<use href="#chart" transform="translate(96 68) scale(1.5)"/><path class="shine" d="M92 105L116 31H136L112 105Z"/>
<use href="#bulb" transform="translate(20 30) scale(.9)"/><path class="n" d="M38 22L110 29"/><path class="n ray" d="M114 29L144 7"/>"##,
        ),
    ],
    [
        yes(
            "zoom 1x to 2x",
            r##"<use href="#side" transform="translate(113 52)"/><use href="#phone" transform="translate(14 52)"/>
<path class="t" d="M24 40L74 22M24 40L75 78"/><path class="n both" d="M20 100H75"/><text x="48" y="94">40 cm</text>"##,
        ),
        yes(
            "focus on the scalp",
            r##"<use href="#finder" transform="translate(80 52)"/><path class="scalp" d="M10 90C8 40 40 18 92 14L150 9V96H10Z"/>
<path class="stubble" d="M11 92C9 66 30 54 86 56L92 96H11Z"/><path class="t" d="M10.500 76C16 58 44 54 87 56"/>
<use href="#chart" transform="translate(118 62) scale(.66)"/><use href="#focus" transform="translate(56 44)"/>
<rect class="n" x="10" y="8" width="140" height="88"/><path class="n both" d="M94 104H142"/><text x="80" y="108">1/3</text>"##,
        ),
        no(
            "chart too far away",
            r##"<use href="#finder" transform="translate(80 52)"/><use href="#back" transform="translate(66 63) scale(.58)"/>
<use href="#chart" transform="translate(122 66) scale(.2)"/><path class="n" d="M10 96V8H150V96Z"/>"##,
        ),
    ],
    [
        yes(
            "all that is needed",
            r##"<use href="#finder" transform="translate(80 52)"/><path class="scalp" d="M10 90C8 40 40 18 92 14L150 9V96H10Z"/>
<path class="stubble" d="M11 92C9 66 30 54 86 56L92 96H11Z"/><path class="t" d="M10.500 76C16 58 44 54 87 56"/>
<use href="#chart" transform="translate(118 62) scale(.66)"/><rect class="n" x="10" y="8" width="140" height="88"/>
<text x="56" y="40" class="halo">bare skin</text><text x="48" y="80" class="halo">stubble</text><text x="118" y="37" class="halo">chart</text>"##,
        ),
        no(
            "covered, cut off",
            r##"<use href="#finder" transform="translate(80 52)"/><path class="scalp" d="M10 90C8 40 40 18 92 14L150 9V96H10Z"/>
<path class="stubble" d="M11 92C9 66 30 54 86 56L92 96H11Z"/><path class="t" d="M10.500 76C16 58 44 54 87 56"/>
<svg x="10" y="8" width="140" height="88" viewBox="10 8 140 88"><use href="#chart" transform="translate(128 62)"/>
<use href="#finger" transform="translate(108 74) rotate(-8)"/><use href="#finger" transform="translate(125 70)"/></svg>
<rect class="n" x="10" y="8" width="140" height="88"/>"##,
        ),
        yes(
            "from two sides",
            r##"<use href="#above" transform="translate(80 38)"/><use href="#edge" transform="translate(80 66) rotate(90)"/>
<use href="#phone" transform="translate(38 94) rotate(-50)"/><use href="#phone" transform="translate(122 94) rotate(-130)"/>
<path class="t ray" d="M48 83L64 71"/><path class="t ray" d="M112 83L96 71"/><text x="22" y="72">1</text><text x="138" y="72">2</text>"##,
        ),
    ],
];
