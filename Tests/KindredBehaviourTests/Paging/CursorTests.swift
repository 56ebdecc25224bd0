import Foundation
import Kindred
import Testing

@testable import KindredCore

@Suite("Page cursors")
struct CursorTests {
  private static let tag = Array("12345678".utf8)

  @Test("T-25: a cursor is text for a URL, and Codable")
  func text() throws {
    let values: [DatabaseValue] = [
      .null, .bool(true), .bool(false), .integer(.min), .integer(7), .double(-0.0), .double(.infinity),
      .text("é'\";%00"),
      .bytes([0, 255]), .timestamp(microseconds: -1), .date(days: -3), .time(microseconds: 5),
      .interval(microseconds: 9),
      .uuid(UUID()), .decimal(Decimal(string: "12345678901234567890.125") ?? 0), .text(""),
    ]
    let cursor = PageCursor<Blog>(values, tag: Self.tag)
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    #expect(cursor.text.allSatisfy(allowed.contains))
    let read = try PageCursor<Blog>(text: cursor.text)
    #expect(read == cursor && CursorBytes.read(read.bytes.dropFirst(9)) == values)
    #expect(PageCursor<Blog>(cursor.description) == cursor)
    #expect(try JSONDecoder().decode(PageCursor<Blog>.self, from: JSONEncoder().encode(cursor)) == cursor)
  }

  @Test("T-25: anything else is refused with an error of its own")
  func garbage() async throws {
    let text = PageCursor<Blog>([.integer(1)], tag: Self.tag).text
    for wrong in [
      "", "a", "AA", "+/==", "not base64!", text + "=", text.replacing("A", with: "+"), "日本語", "AQ\0",
      String(repeating: "A", count: 10),
    ] {
      await kindredError(.invalidCursor) { _ = try PageCursor<Blog>(text: wrong) }
      #expect(PageCursor<Blog>(wrong) == nil)
    }
    try await withBlogs { _, log async throws in
      let byName = Blog.objects.order { $0.name }
      let cursor = try await #require(byName.page(of: 1).next)
      _ = log.take()
      // Of another order, another direction, another place of NULL, another model.
      await kindredError(.invalidCursor) { _ = try await Blog.objects.order { $0.tagline }.page(of: 1, after: cursor) }
      await kindredError(.invalidCursor) {
        _ = try await Blog.objects.order { $0.name.desc }.page(of: 1, after: cursor)
      }
      await kindredError(.invalidCursor) {
        _ = try await Blog.objects.order { $0.name.asc.nullsFirst }.page(of: 1, after: cursor)
      }
      let other = try PageCursor<Author>(text: cursor.text)
      await kindredError(.invalidCursor) { _ = try await Author.objects.order { $0.name }.page(of: 1, before: other) }
      // Damaged behind the tag, byte by byte: refused, or a position of the same types.
      let bytes = try #require(CursorBytes.bytes(of: cursor.text))
      for index in bytes.indices {
        for change in [UInt8(1), 0x80, 0xFF] {
          var changed = bytes
          changed[index] ^= change
          guard let damaged = PageCursor<Blog>(CursorBytes.text(of: changed)) else { continue }
          do { _ = try await byName.page(of: 1, after: damaged) } catch let error as KindredError {
            #expect(error.code == .invalidCursor || error.code == .invalidValue)
          }
        }
        guard let short = PageCursor<Blog>(CursorBytes.text(of: Array(bytes[..<index]))) else { continue }
        await kindredError(.invalidCursor) { _ = try await byName.page(of: 1, after: short) }
      }
      // Values of other types, too few, and NULL where there is none.
      let tag = Array(bytes[1..<9])
      for values: [DatabaseValue] in [
        [], [.text("a")], [.integer(1), .integer(1)], [.null, .integer(1)], [.text("a"), .null],
        [.text("a"), .text("1 OR 1=1")], [.text("a"), .integer(1), .integer(1)],
      ] {
        let forged = PageCursor<Blog>(values, tag: tag)
        await kindredError(.invalidCursor) { _ = try await byName.page(of: 1, after: forged) }
      }
      let hostile = PageCursor<Blog>([.text("' OR 1=1 --"), .integer(1)], tag: tag)
      #expect(try await byName.page(of: 9, after: hostile).items.count == 3)
      // It may be used with other conditions: it is a position in the order.
      #expect(try await byName.filter { $0.name != "Cheese" }.page(of: 9, after: cursor).items.map(\.name) == ["Pop"])
    }
  }

  @Test("T-25: a signed cursor cannot be changed")
  func signed() async throws {
    let key = Array("a secret of the servers".utf8)
    let cursor = PageCursor<Blog>([.integer(1)], tag: Self.tag)
    let text = cursor.text(signedWith: key)
    #expect(try PageCursor<Blog>(text: text, signedWith: key) == cursor)
    await kindredError(.invalidCursor) { _ = try PageCursor<Blog>(text: text, signedWith: key + [0, 1]) }
    await kindredError(.invalidCursor) { _ = try PageCursor<Blog>(text: cursor.text, signedWith: key) }
    var bytes = try #require(CursorBytes.bytes(of: text))
    bytes[bytes.count - 20] ^= 1
    await kindredError(.invalidCursor) { _ = try PageCursor<Blog>(text: CursorBytes.text(of: bytes), signedWith: key) }
  }

  @Test("The hash has the results of its standards")
  func hash() {
    func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    // FIPS 180-4: the empty message, one block, two blocks.
    #expect(
      hexadecimal(SHA256.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hexadecimal(SHA256.hash(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hexadecimal(SHA256.hash(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    // RFC 4231: test cases 1, 2 and 6.
    #expect(
      hexadecimal(
        SHA256.authentication(of: Array("Hi There".utf8), key: Array(repeating: 0x0B, count: 20)))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      hexadecimal(
        SHA256.authentication(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hexadecimal(
        SHA256.authentication(
          of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: Array(repeating: 0xAA, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }
}
