use super::super::parse;
use super::*;

const CHAPTER: &str = "# pebble\n\n## 4 Formats\n\n### 4.1 Types\n\n| Type byte | Message |\n|---|---|\n| `01` | note |\n\n\
    ### 4.2 Note\n\n| Offset | Size | Field | Writer sets | Reader, otherwise |\n|---:|---:|---|---|---|\n\
    | 0 | 1 | type | `01` | `unknown` |\n| 1 | 2 | count | a \\| b | |\n| 3 | 4 + n | text | `SecretBox(k)` | |\n| 7 + n | 2 | sum | `beef` of it | |\n\n\
    ### 4.3 Stone\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n| 0 | 2 | magic | `cafe` |\n| 2 | 2 | weight | |\n\n\
    ### 4.4 Heap\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n| 0 | 1 | type | `03` |\n| 1 | n | left | |\n| 1 + n | m | right | |\n\n\
    ## 5 Operations\n\n| Offset | Size | Field |\n|---|---|---|\n| 0 | 1 | no format |\n";

/// Lengths: A of the note, B of itself, the word and what follows.
const LENGTHS: &str = "## 4 Formats\n\n### 4.1 Letter\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n\
    | 0 | 1 | note_length | A, size of note |\n| 1 | 2 | body_length | B = 1 + U + C |\n| 3 | A | note | |\n\
    | | 1 | word_length | U |\n| | U | word | |\n| | C | rest | any |\n";

/// A frame around fields by number, and a parcel with such a frame in it.
const NUMBERS: &str = "## 4 Formats\n\n### 4.1 Frames\n\n| Offset | Size | Field | Writer sets |\n|---|---|---|---|\n\
    | 0 | 1 | version | `77` |\n| 1 | f ≥ 0 | fields | protobuf, below |\n| | 2 | seal | |\n\n\
    | Number | Type | Field | Holds |\n|---:|---|---|---|\n| 1 | bytes | `key` | |\n| 2 | u32 | `count` | |\n\n\
    ### 4.2 Parcels\n\n| Number | Type | Field | Holds |\n|---:|---|---|---|\n\
    | 1 | u32 | `id` | |\n| 2 | bytes | `inside` | a whole frame of section 4.1 |\n| 3 | bytes | `list` | the fields below |\n\n\
    | Number | Type | Field | Holds |\n|---:|---|---|---|\n| 9 | u32 | `item` | |\n";

/// The title of the section, and each span: name, range, what is missing, note.
fn laid_out(chapter: &str, member: &str, message: &[u8]) -> Option<(String, Vec<String>)> {
    let formats = Formats::of(&parse(chapter));
    let format = formats.read(member, message)?;
    Some((format.title.to_owned(), format.spans.iter().map(shown).collect()))
}

fn shown(span: &Span) -> String {
    let Span { name, from, to, missing, note, depth, .. } = span;
    let missing = if *missing > 0 { format!(" -{missing}") } else { String::new() };
    let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
    format!("{}{name} {from}..{to}{missing}{note}", ">".repeat(*depth))
}

fn spans(chapter: &str, message: &str) -> Vec<String> {
    let message = hex::decode(message.replace(' ', "")).unwrap();
    laid_out(chapter, "message", &message).map(|(_, spans)| spans).unwrap_or_default()
}

#[test]
fn tables_are_read() {
    let formats = Formats::of(&parse(CHAPTER));
    let heads: Vec<_> =
        formats.tables.iter().map(|table| (table.section.as_str(), table.title.as_str())).collect();
    assert_eq!(heads, [("4.2", "Note"), ("4.3", "Stone"), ("4.4", "Heap")]);
    let Rows::Laid(first) = &formats.tables[0].rows else { panic!("a table by offset") };
    assert_eq!(first.len(), 4);
    assert_eq!(first[0].constant.as_deref(), Some(&[1][..]));
    assert_eq!((first[2].offset, first[2].size.least, first[2].constant.as_ref()), (Some(3), 4, None));
    assert_eq!((first[3].offset, first[3].size.exactly(), first[3].constant.as_ref()), (None, Some(2), None));
}

#[test]
fn a_field_of_unknown_size_takes_what_is_left() {
    let (title, spans) = laid_out(CHAPTER, "message", &[1, 0, 0, 9, 9, 9, 9, 9, 7, 7]).unwrap();
    assert_eq!(title, "Note");
    assert_eq!(spans, ["type 0..1", "count 1..3", "text 3..8", "sum 8..10"]);
}

#[test]
fn a_message_of_another_length_has_missing_or_trailing_parts() {
    assert_eq!(spans(CHAPTER, "cafe 05"), ["magic 0..2", "weight 2..3 -1"]);
    assert_eq!(spans(CHAPTER, "cafe"), ["magic 0..2", "weight 2..2 -2"]);
    assert_eq!(spans(CHAPTER, "cafe 050505"), ["magic 0..2", "weight 2..4", "(trailing) 4..5"]);
}

#[test]
fn what_no_table_fits_has_none() {
    for message in [&[][..], &[2], &[0xca], &[3, 1, 1]] {
        assert_eq!(laid_out(CHAPTER, "message", message), None, "{message:?}");
    }
    assert_eq!(laid_out(CHAPTER, "key", &[0xca, 0xfe, 1, 1]), None, "two bytes may be an accident");
}

#[test]
fn what_was_made_of_a_message_has_its_table() {
    let formats = Formats::of(&parse(CHAPTER));
    let origin = formats.read("message", &[0xca, 0xfe, 5, 5]).unwrap();
    let format = formats.read_like(&origin, &[0xca, 0xff, 5, 5]).unwrap();
    assert_eq!(format.section, "4.3");
    let spans: Vec<_> = format.spans.iter().map(shown).collect();
    assert_eq!(spans, ["magic 0..2 (not cafe)", "weight 2..4"]);
}

#[test]
fn lengths_say_where_fields_end() {
    let whole = [
        "note_length 0..1 (= 2)",
        "body_length 1..3 (= 4)",
        "note 3..5",
        "word_length 5..6 (= 1)",
        "word 6..7",
        "rest 7..9",
    ];
    assert_eq!(spans(LENGTHS, "02 0004 aabb 01 cc dddd"), whole);
    let (title, _) = laid_out(LENGTHS, "data", &[2, 0, 4, 9, 9, 1, 9, 9, 9]).expect("lengths that agree");
    assert_eq!(title, "Letter");
}

#[test]
fn lengths_may_lie() {
    for (message, last) in [
        ("02 0005 aabb 01 cc dddd", "rest 7..9 -1"),
        ("02 0003 aabb 01 cc dddd", "(trailing) 8..9"),
        ("02 0001 aabb 01 cc dddd", "(trailing) 7..9"),
        ("09 0004 aabb 01 cc dddd", "rest 9..9 (missing)"),
        ("02", "rest 1..1 (missing)"),
    ] {
        let message = hex::decode(message.replace(' ', "")).unwrap();
        // Only the table with the name of the member is there: a letter.
        let (_, spans) = laid_out(LENGTHS, "letter", &message).unwrap();
        assert_eq!(spans.last().unwrap(), last);
        assert_eq!(laid_out(LENGTHS, "data", &message), None);
    }
    let (_, spans) = laid_out(LENGTHS, "letter", &hex::decode("020001aabb01ccdddd").unwrap()).unwrap();
    assert_eq!(spans[5], "rest 7..7 (none: body_length is too small)");
}

#[test]
fn fields_by_number_are_told_in_their_order() {
    let whole = ["version 0..1", "count 1..3 (= 5)", "key 3..5 (3 bytes)", "key 5..8", "seal 8..10"];
    assert_eq!(spans(NUMBERS, "77 1005 0a03aabbcc 9999"), whole);
    let nested = ["id 0..2 (= 1)", "inside 2..4 (10 bytes)"];
    let found = spans(NUMBERS, "0801 120a 77 1005 0a03aabbcc 9999 1a02 4807");
    assert_eq!(found[..2], nested);
    assert_eq!(
        found[2..],
        [
            ">version 4..5",
            ">count 5..7 (= 5)",
            ">key 7..9 (3 bytes)",
            ">key 9..12",
            ">seal 12..14",
            "list 14..16 (2 bytes)",
            ">item 16..18 (= 7)"
        ]
    );
}

#[test]
fn fields_that_are_wrong_say_so() {
    for (message, wrong) in [
        ("78 1005 0a01aa 9999", "version 0..1 (not 77)"),
        ("77 1005 108500 0a01aa 9999", "count 3..6 (= 5, longer than it need be, a second time)"),
        ("77 1005 0a01aa 4005 9999", "field 8 6..8 (= 5, not in the table)"),
        ("77 1005 0a01aa 0005 9999", "field 0 6..8 (= 5, no such field number)"),
        ("77 1005 0a01aa 1601 9999", "(no field) 6..8 (wire type 6 does not exist)"),
        ("77 1005 0a01aa 13 9999", "count 6..7 (a group begins, wire type 3, not 0)"),
        ("77 1005 0a05aa 9999", "key 5..6 -4"),
        ("77 1005 0a01aa 1080 9999", "count 6..8 (ends within a number, a second time)"),
    ] {
        let found = spans(NUMBERS, message);
        assert!(found.iter().any(|span| span == wrong), "{wrong}: {found:?}");
        assert_eq!(found.last().map(|span| span.starts_with("seal ")), Some(true), "{found:?}");
    }
}

#[test]
fn offsets_of_every_chapter_are_sums_of_sizes() {
    for file in taut_vectors::SPEC.files().filter_map(|file| file.contents_utf8()) {
        for Table { section, title, rows } in Formats::of(&parse(file)).tables {
            let Rows::Laid(fields) = rows else { continue };
            let mut at = Some(0);
            for field in fields {
                assert!(at.is_none() || field.offset == at, "{section} {title}: {}", field.name);
                at = at.zip(field.size.exactly()).map(|(at, size)| at + size);
            }
        }
    }
}
