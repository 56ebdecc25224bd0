#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The canonical JSON of schemas and changes: sorted keys, no white space.
package enum CanonicalJSON {
  /// The text of a value, which is the same in every process.
  package static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch let error as EncodingError {
      guard case .invalidValue(_, let context) = error else { throw error }
      throw KindredError(.schema, "A part of the schema cannot be written down: \(context.debugDescription)") {
        $0.underlying = error
      }
    }
  }

  /// Reads what ``text(_:)`` has written.
  package static func read<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// The hash of a value's text: `k1:` and 64 hexadecimal digits. The prefix tells how it is made.
  package static func hash(_ value: some Encodable) throws -> String { try hash(text: text(value)) }

  /// The hash of a text.
  package static func hash(text: String) -> String {
    let digits = SHA256.hash(Array(text.utf8)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return "k1:" + digits.joined()
  }
}

/// Hashes schemas that follow each other, and looks only at the tables that have changed.
///
/// Equal schemas have the same hash, in every process and version.
package struct SchemaHasher {
  private var known: [String: (table: TableState, hash: String)] = [:]

  package init() {}

  /// The hash of a schema: `k1:` and 64 hexadecimal digits.
  ///
  /// - Throws: ``KindredError/Code/schema`` when a part of it cannot be written down, such as a default that no column
  ///   can hold.
  package mutating func hash(of state: SchemaState) throws -> String {
    var text = ""
    for table in state.tables {
      if known[table.name]?.table != table {
        var sorted = table
        sorted.columns.sort { $0.name < $1.name }
        sorted.constraints = try sorted.constraints.inCanonicalOrder()
        sorted.indexes = try sorted.indexes.inCanonicalOrder()
        known[table.name] = (table, try CanonicalJSON.hash(sorted))
      }
      // The name is part of the table's hash.
      text += (known[table.name]?.hash ?? "") + "\n"
    }
    return CanonicalJSON.hash(text: text)
  }
}

extension SchemaState {
  /// The hash of the schema: `k1:` and 64 hexadecimal digits. Equal schemas have the same one.
  ///
  /// - Throws: ``KindredError/Code/schema`` when a part of it cannot be written down, such as a default that no column
  ///   can hold.
  public func hash() throws -> String {
    var hasher = SchemaHasher()
    return try hasher.hash(of: self)
  }
}

extension Array where Element: Encodable {
  /// The elements in the order of their canonical JSON.
  fileprivate func inCanonicalOrder() throws -> [Element] {
    if count < 2 { return self }
    return try map { (text: try CanonicalJSON.text($0), element: $0) }.sorted { $0.text < $1.text }.map(\.element)
  }
}
