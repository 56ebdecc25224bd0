import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Long lists travel as one JSON array, so that they have no limit of parameters and share one statement.
extension SQLiteRules {
  func writeListMembership(_ expression: SQLExpression, parameter: Int, to writer: inout SQLWriter) {
    writer.write(expression)
    writer.write(" IN (SELECT value FROM json_each(")
    writer.write(SQLExpression.parameter(parameter))
    writer.write("))")
  }

  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue {
    ListText.write(values).map { .json($0) } ?? .list(values)
  }

  var arrayCountFunction: String { "json_array_length" }

  /// Arrays are JSON text, whose elements are rows. NULL is equal to nothing, within an array, too.
  func writeArrayLookup(_ lookup: ArrayLookup, _ lhs: SQLExpression, _ rhs: SQLExpression, to writer: inout SQLWriter) {
    switch lookup {
    case .contains: writeContains(lhs, rhs, guarding: lhs, to: &writer)
    case .containedBy: writeContains(rhs, lhs, guarding: lhs, to: &writer)
    case .overlaps:
      writer.write("EXISTS (SELECT 1 FROM ")
      writeElements(lhs, to: &writer)
      writer.write(" WHERE value IN (SELECT value FROM ")
      writeElements(rhs, to: &writer)
      writer.write("))")
    }
  }

  /// No element of the second is missing among those of the first, and the column is an array at all.
  private func writeContains(
    _ whole: SQLExpression, _ part: SQLExpression, guarding column: SQLExpression, to writer: inout SQLWriter
  ) {
    writer.write("(")
    writer.write(column)
    writer.write(" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ")
    writeElements(part, to: &writer)
    writer.write(" WHERE (value IN (SELECT value FROM ")
    writeElements(whole, to: &writer)
    writer.write(")) IS NOT TRUE))")
  }

  private func writeElements(_ array: SQLExpression, to writer: inout SQLWriter) {
    writer.write("json_each(")
    writer.write(array)
    writer.write(")")
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static func digits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }

  static func text(_ bytes: UnsafeRawBufferPointer) -> String { bytes.map(digits).joined() }

  /// The value of one digit.
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
