public import KindredCore

/// Makes a collation of PostgreSQL, which columns can have then. Other databases run nothing.
///
/// ```swift
/// CreateCollation("ignoring_case", locale: "und-u-ks-level2", isDeterministic: false)
/// AlterColumn("person", "name", .collation("ignoring_case"))
/// ```
///
/// Undoing it drops the collation.
public struct CreateCollation: SchemaOperation, Hashable {
  /// The library that compares texts.
  public enum Provider: String, Sendable, Hashable, Codable {
    /// ICU, whose locales are names such as `de-u-co-phonebk`.
    case icu
    /// The C library, whose locales are those of the server's system, such as `de_DE.utf8`.
    case libc
  }

  /// The notes.
  public var notes = OperationNotes()
  /// The collation's name.
  public let name: String
  /// The locale.
  public let locale: String
  /// The library.
  public let provider: Provider
  /// Whether texts are equal only if their bytes are.
  public let isDeterministic: Bool

  /// Makes a collation.
  ///
  /// - Parameters:
  ///   - name: The collation's name.
  ///   - locale: The locale.
  ///   - provider: The library that compares texts.
  ///   - isDeterministic: Whether texts are equal only if their bytes are. If not, they may be equal in other ways, such as
  ///     "a" and "A"; PostgreSQL then refuses `LIKE` on them.
  public init(_ name: String, locale: String, provider: Provider = .icu, isDeterministic: Bool = true) {
    self.name = name
    self.locale = locale
    self.provider = provider
    self.isDeterministic = isDeterministic
  }

  /// What the operation does.
  public var summary: String { "create the collation \"\(name)\"" }
  /// The collation.
  public var signature: String {
    "collation \(name): \(provider.rawValue) \(locale)" + (isDeterministic ? "" : ", not deterministic")
  }

  /// The statement.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    let end: RawSQL = isDeterministic ? ")" : ", deterministic = false)"
    let start: RawSQL = "CREATE COLLATION \(identifier: name) (provider = \(identifier: provider.rawValue), "
    return [.sql([.postgres: "\(start)locale = \(identifier: locale)\(end)"])]
  }

  /// Drops the collation.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    [DropCollation(creation: self)]
  }
}

/// Undoes ``CreateCollation``.
struct DropCollation: SchemaOperation {
  var notes = OperationNotes()
  let creation: CreateCollation

  init(creation: CreateCollation) {
    notes = creation.notes
    self.creation = creation
  }

  var summary: String { "drop the collation \"\(creation.name)\"" }
  var signature: String { "drop \(creation.signature)" }

  func work(in state: SchemaState) throws -> [OperationWork] {
    [.sql([.postgres: "DROP COLLATION \(identifier: creation.name)"])]
  }

  func reversed(in state: SchemaState) throws -> [any SchemaOperation]? { [creation] }
}
