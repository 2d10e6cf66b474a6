import Foundation
import TestSupport

/// Messages with the known article, as different programs send them.
enum MailFixtures {
  static let header = """
    Return-Path: <bounce@tidewater.example>
    Received: from mx.tidewater.example by mail.example with ESMTP;
     Mon, 18 Oct 2021 09:00:02 +0000 (UTC)
    Message-ID: <18.reopens@tidewater.example>
    Date: Mon, 18 Oct 2021 09:00:00 +0000 (UTC)
    From: =?utf-8?Q?Ada_?= =?utf-8?B?UXVpbGw=?= <ada@tidewater.example>
    To: readers@tidewater.example
    Subject: The harbour
     =?iso-8859-1?q?_reopens?=
    List-Id: "The Tidewater Post" <post.tidewater.example>
    List-Post: <https://tidewater.example/harbour>
    Content-Language: en, de
    MIME-Version: 1.0

    """

  static var plain: String {
    header + "Content-Type: text/plain; charset=us-ascii\n\n" + KnownArticle.text + "\n"
  }

  static var quotedPrintable: String {
    let text = KnownArticle.text.replacing("=", with: "=3D").replacing(
      "harbour", with: "har=\nbour"
    )
    .replacing("&", with: "=26")
    return header
      + "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: Quoted-Printable\n\n"
      + text + "=20\n"
  }

  static var base64: String {
    let text = base64(Array(KnownArticle.text.utf8))
    return header
      + "Content-Type: text/plain;\n\tcharset=UTF-8\nContent-Transfer-Encoding: base64\n\n" + text
  }

  static var flowed: String {
    let text = KnownArticle.paragraphs.map { $0.replacing(" the ", with: " the \n") }
      .joined(separator: "\n\n")
    return header + "Content-Type: text/plain; format=flowed\n\n" + text + "\n"
  }

  /// Plain text with only a link, a page with a picture, and another picture.
  static var newsletter: String {
    header + """
      Content-Type: multipart/mixed; boundary="outer border"

      This is a message with several parts in MIME format.
      --outer border
      Content-Type: multipart/alternative; boundary=inner

      --inner
      Content-Type: text/plain

      View this in your browser: https://tidewater.example/harbour?utm=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      --inner
      Content-Type: multipart/related; boundary=related

      --related
      Content-Type: text/html; charset=utf-8

      <html><body>\(KnownArticle.html)</body></html>
      --related
      Content-Type: image/png
      Content-Transfer-Encoding: base64

      iVBORw0KGgo=
      --related--
      --inner--
      --outer border
      Content-Type: image/png; name=pixel.png
      Content-Transfer-Encoding: base64

      iVBORw0KGgo=
      --outer border--
      """
  }

  /// Plain text and a page with the same words.
  static var alternative: String {
    header + """
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/plain

      \(KnownArticle.text)
      --b
      Content-Type: text/html

      <p>Another form of it</p>\(KnownArticle.html)
      --b--
      """
  }

  static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
  }
}
