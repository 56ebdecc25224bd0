/// The name of a migration: the module that it stands in and the name of its file, such as `Blog.0003_author`.
public struct MigrationID: Sendable, Hashable, Codable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral
{
  /// The module, which is what Django calls an app.
  public let app: String
  /// The migration's name in it, such as `0003_author`.
  public let name: String

  /// The number that the name begins with; nil if it has none.
  package var number: Int? { Int(name.prefix { $0.isNumber }) }

  /// Makes a name.
  public init(app: String, name: String) {
    self.app = app
    self.name = name
  }

  /// Reads `Blog.0003_author`. Without a full stop, all of it is the name, and the module is empty.
  public init(stringLiteral value: String) {
    guard let dot = value.firstIndex(of: ".") else {
      self.init(app: "", name: value)
      return
    }
    self.init(app: String(value[..<dot]), name: String(value[value.index(after: dot)...]))
  }

  /// The module and the name, with a full stop between them.
  public var description: String { app.isEmpty ? name : "\(app).\(name)" }

  /// Orders by module, then by name.
  public static func < (lhs: MigrationID, rhs: MigrationID) -> Bool { (lhs.app, lhs.name) < (rhs.app, rhs.name) }

  /// Reads the form of ``description``.
  public init(from decoder: any Decoder) throws {
    self.init(stringLiteral: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
