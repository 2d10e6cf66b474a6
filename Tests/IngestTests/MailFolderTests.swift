import Archive
import Foundation
@testable import Formats
@testable import Ingest
import Testing
import TestSupport

/// The folders in which mail programs keep their messages.
struct MailFolderTests {
  private let test: TestArchive
  private var folder: TemporaryFolder { test.folder }

  init() throws { test = try TestArchive() }

  private func message(_ subject: String) -> String {
    "From: Ada Quill <ada@t.example>\nSubject: \(subject)\nMessage-ID: <\(subject)@t.example>\n\nText.\n"
  }

  @Test func `a Maildir is read with its subfolders, and without messages that are being written`()
    throws
  {
    try folder.write("in/mail/cur/1634.M1P2.host.example:2,S", message("One"))
    try folder.write("in/mail/new/1634.M1P3.host.example", message("Two"))
    try folder.write("in/mail/tmp/1634.M1P4.host.example", message("Three"))
    try folder.write("in/mail/.Sent/cur/1634.M1P5.host.example:2,S", message("Four"))
    try folder.write("in/mail/.Sent/new/.keep", "")
    try folder.write("in/mail/dovecot-uidlist", "3 V1 N1\n")
    try folder.write("in/.git/1", message("Five"))
    let (summary, errors) = try test.ingest(folder.path("in"))
    #expect(errors.isEmpty && summary.added == 3, "\(errors)")
    #expect(Set(try test.articles().values.map(\.title)) == ["One", "Two", "Four"])
    // The flags in the name of a message that was read change.
    try FileManager.default.moveItem(
      atPath: folder.path("in/mail/new/1634.M1P3.host.example"),
      toPath: folder.path("in/mail/cur/1634.M1P3.host.example:2,S"))
    let (again, _) = try test.ingest(folder.path("in"))
    #expect(again.renamed == 1 && again.added == 0 && again.unchanged == 0, "\(again)")
  }

  @Test func `folders of MH and profiles of Thunderbird are read`() throws {
    try folder.write("in/inbox/1", message("One"))
    try folder.write("in/inbox/2", message("Two"))
    try folder.write("in/inbox/.mh_sequences", "unseen: 2\n")
    try folder.write("in/Mail/Inbox", "From - Mon Oct 18 09:00:00 2021\n" + message("Three"))
    try folder.write("in/Mail/Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n")
    try folder.write("in/Mail/Inbox.sbd/Old", "From - Mon Oct 18 09:00:00 2021\n" + message("Four"))
    try folder.write("in/Mail/Drafts", "")
    try folder.write("in/Makefile", "all:\n\ttrue\n")
    let (summary, errors) = try test.ingest(folder.path("in"))
    #expect(errors.isEmpty && summary.added == 4 && summary.skipped == 3, "\(errors) \(summary)")
    #expect(Set(try test.articles().values.map(\.title)) == ["One", "Two", "Three", "Four"])
    let (again, _) = try test.ingest(folder.path("in"))
    #expect(again.added == 0 && again.updated == 0)
  }

  @Test func `a list of feeds is skipped, and an attached file has a place of its own`() throws {
    try folder.write("in/feeds.opml", "<opml><body/></opml>")
    try folder.write(
      "in/a.eml",
      """
      Subject: Tide
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      Text.
      --b
      Content-Disposition: attachment; filename=table.txt

      High at noon.
      --b--
      """)
    let (summary, errors) = try test.ingest(folder.path("in"))
    #expect(errors.isEmpty && summary.skipped == 1 && summary.added == 2)
    #expect(Set(try test.articles().keys) == ["in/a.eml", "in/a.eml/table.txt"])
  }
}
