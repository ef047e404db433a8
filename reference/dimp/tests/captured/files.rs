//! Files that released implementations put into a store, and took out.

use taut_dimp::MessageKey;
use taut_dimp::wire::content::Content;
use taut_dimp::wire::file;
use taut_dimp::wire::json::write;

use crate::case;

#[test]
fn captured_files_are_sealed() {
    let cases = case::of("dimp.file.seal");
    assert_eq!(cases.len(), 2);
    for case in cases {
        let content = Content::read(&case.bytes("/in/content")).unwrap();
        let key = MessageKey::read(&case.bytes("/in/message_key")).unwrap();
        let stored = file::seal(&content, &key, &case.bytes("/in/url")).unwrap();
        let expected = case.bytes("/expect/accept/content");
        assert_eq!(write::dict(&stored.content).into_bytes(), expected, "{}", case.id());
        assert_eq!(stored.upload, case.bytes("/expect/accept/upload"), "{}", case.id());
    }
}

#[test]
fn captured_files_are_opened() {
    let cases = case::of("dimp.file.open");
    assert_eq!(cases.len(), 3);
    for case in cases {
        let content = Content::read(&case.bytes("/in/content")).unwrap();
        let key = MessageKey::read(&case.bytes("/in/message_key")).unwrap();
        let download = case.optional_bytes("/in/download");
        let opened = file::open(&content, &key, download.as_deref()).unwrap();
        let expected = case.bytes("/expect/accept/content");
        assert_eq!(write::dict(&opened).into_bytes(), expected, "{}", case.id());
    }
}
