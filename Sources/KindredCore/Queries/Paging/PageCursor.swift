/// A position in the order of a query: that of one row. See ``Queryable/page(of:after:)``.
///
/// As text it stands in a URL without escapes. It names its query's model and order by a hash, so that a query in another
/// order refuses it. It contains the row's values in the order; they can be read by whoever has it, and changed to
/// another position in the same order, which reveals no rows that the query does not have. Where that matters, sign it:
///
/// ```swift
/// let text = page.next?.text(signedWith: secret)
/// let cursor = try PageCursor<Entry>(text: text, signedWith: secret) // throws if it was changed
/// ```
public struct PageCursor<Model: KindredCore.Model>: Sendable, Hashable {
  /// The version, the tag of the order, and the values.
  let bytes: [UInt8]

  private static var version: UInt8 { 1 }
  private static var tagLength: Int { 8 }
  private static var signatureLength: Int { 16 }

  init(_ values: [DatabaseValue], tag: [UInt8]) {
    bytes = [Self.version] + tag.prefix(Self.tagLength) + CursorBytes.write(values)
  }

  /// Reads a cursor from text.
  ///
  /// - Parameters:
  ///   - text: What ``text`` or ``text(signedWith:)`` returned.
  ///   - key: The key it was signed with; nil if it was not signed.
  /// - Throws: ``KindredError/Code/invalidCursor`` when the text is no cursor, or was not signed with the key.
  public init(text: String, signedWith key: [UInt8]? = nil) throws {
    guard var bytes = CursorBytes.bytes(of: text) else { throw Self.damaged }
    if let key {
      let content = Array(bytes.dropLast(Self.signatureLength))
      let signature = SHA256.authentication(of: content, key: key).prefix(Self.signatureLength)
      guard SHA256.areEqual(bytes.suffix(Self.signatureLength), signature) else { throw Self.damaged }
      bytes = content
    }
    guard bytes.count > Self.tagLength, bytes[0] == Self.version else { throw Self.damaged }
    self.bytes = bytes
  }

  /// The cursor as text, which needs no escapes in a URL.
  public var text: String { CursorBytes.text(of: bytes) }

  /// The cursor as text with a signature (HMAC-SHA-256), so that a changed one is refused.
  ///
  /// - Parameter key: A secret of at least 16 random bytes that only the servers know.
  public func text(signedWith key: [UInt8]) -> String {
    let signature = SHA256.authentication(of: bytes, key: key)
    return CursorBytes.text(of: bytes + signature.prefix(Self.signatureLength))
  }

  /// The values of the position.
  ///
  /// - Throws: ``KindredError/Code/invalidCursor`` when it belongs to another order.
  func values(in order: KeysetOrder, tag: [UInt8]) throws -> [DatabaseValue] {
    let content = bytes.dropFirst()
    guard content.prefix(Self.tagLength).elementsEqual(tag.prefix(Self.tagLength)) else {
      throw Self.refusal(
        "The page cursor belongs to another model or to a query in another order; begin with the first page.")
    }
    guard let values = CursorBytes.read(content.dropFirst(Self.tagLength)), order.takes(values) else {
      throw Self.damaged
    }
    return values
  }

  private static var damaged: KindredError {
    refusal("The page cursor is damaged, or was not made for this program; begin with the first page.")
  }

  private static func refusal(_ message: String) -> KindredError {
    KindredError(.invalidCursor, message) {
      $0.model = Model.schema.name
      $0.table = Model.schema.table
    }
  }
}

extension PageCursor: LosslessStringConvertible {
  /// The same as ``text``.
  public var description: String { text }

  /// Reads what ``text`` returns; nil for anything else.
  public init?(_ description: String) {
    guard let cursor = try? PageCursor(text: description) else { return nil }
    self = cursor
  }
}

extension PageCursor: Codable {
  /// Decodes the text.
  public init(from decoder: any Decoder) throws {
    try self.init(text: decoder.singleValueContainer().decode(String.self))
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
