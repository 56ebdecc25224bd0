/// An enum whose raw values are stored, and whose cases are the field's choices.
///
/// ```swift
/// enum Status: String, Choices {
///   case draft, published
/// }
/// ```
///
/// Reading a database value that is none of the cases throws a decoding error that names the table and the column.
public protocol Choices: FieldValue, RawRepresentable, CaseIterable, Hashable, Codable
where RawValue: KeyValue, Base == Self {
  /// The human-readable name of the case; by default its name with spaces, as in "In review" for `inReview`.
  var label: String { get }
}

extension Choices {
  /// The column type.
  public static var columnType: ColumnType { RawValue.columnType }

  /// The values that the type allows.
  public static var choices: [FieldChoice]? {
    allCases.compactMap { choice in
      guard let value = try? choice.rawValue.databaseValue() else { return nil }
      return FieldChoice(value: value, label: choice.label)
    }
  }

  /// The human-readable name of the case: its name with spaces.
  public var label: String { "\(self)".spacedWords }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    guard let value = Self(rawValue: try RawValue(row: row, column: column)) else {
      throw row.error(.message("holds a value that is not a case of \(Self.self)"), column)
    }
    self = value
  }

  /// Checks that the cell holds the form that Kindred writes.
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try RawValue.checkForm(of: row, column: column)
  }

  /// Checks that the cell holds exactly the bytes that would be written. Swift compares text by canonical equivalence,
  /// so it may match a case whose bytes differ.
  public func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    let value = try RawValue(row: row, column: column)
    if try value.databaseValue() != databaseValue() { throw row.error(.otherForm, column) }
  }

  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws { try rawValue.bind(to: &writer) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { try rawValue.databaseValue() }
}

extension String {
  /// "In review" from "inReview".
  package var spacedWords: String {
    var words = ""
    for character in self {
      if character.isUppercase && !words.isEmpty {
        words += " " + character.lowercased()
      } else {
        words += words.isEmpty ? character.uppercased() : String(character == "_" ? " " : character)
      }
    }
    return words
  }
}
