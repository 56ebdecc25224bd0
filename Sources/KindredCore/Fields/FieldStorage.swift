/// How a property is kept in its column.
public struct FieldStorage: Sendable, Hashable {
  private enum Kind: Sendable { case column, json }

  private let kind: Kind

  /// As a column of the property's own type.
  public static let column = FieldStorage(kind: .column)
  /// As a JSON document; the property's type is `Codable`.
  public static let json = FieldStorage(kind: .json)
}
