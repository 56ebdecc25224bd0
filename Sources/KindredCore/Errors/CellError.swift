/// A cell that does not hold what the model declares.
///
/// It is thrown while a row is read and reaches the user as a ``KindredError`` of code ``KindredError/Code/decoding``
/// that names the table and the column.
public struct CellError: Error, Sendable {
  /// What is wrong with the cell.
  public struct Reason: Sendable {
    package enum Kind: Sendable {
      case null
      case invalidUTF8
      case outOfRange(type: String)
      case wrongType(expected: String)
      case message(String)
    }

    package let kind: Kind

    /// The cell is NULL and the field is not optional.
    public static let null = Reason(kind: .null)
    /// The text is not valid UTF-8.
    public static let invalidUTF8 = Reason(kind: .invalidUTF8)

    /// The cell of a key holds a form of the value that Kindred does not write.
    @usableFromInline static let otherForm = message(
      "holds a key in a form that Kindred does not write, so it could not be found again; rewrite the table's keys")

    /// The number does not fit the field's type.
    public static func outOfRange(_ type: Any.Type) -> Reason { Reason(kind: .outOfRange(type: "\(type)")) }

    /// The cell holds another kind of value.
    public static func wrongType(expected: StaticString) -> Reason { Reason(kind: .wrongType(expected: "\(expected)")) }

    /// Any other reason, as a sentence fragment that does not contain the value.
    public static func message(_ text: String) -> Reason { Reason(kind: .message(text)) }
  }

  /// What is wrong.
  public let reason: Reason
  /// The column's index in the result.
  public let column: Int32

  /// Makes an error about one cell.
  public init(_ reason: Reason, column: Int32) {
    self.reason = reason
    self.column = column
  }

  /// A sentence fragment, placed after the column's name.
  package var text: String {
    switch reason.kind {
    case .null: "is NULL, but the field is not optional"
    case .invalidUTF8: "holds text that is not valid UTF-8"
    case .outOfRange(let type): "holds a number that does not fit \(type)"
    case .wrongType(let expected): "does not hold \(expected)"
    case .message(let text): text
    }
  }
}
