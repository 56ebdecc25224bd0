public import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// The values that have no literal in Swift, as `makemigrations` writes them. What cannot be read stays a text, which no
// column of the type takes.
extension DatabaseValue {
  /// A UUID from its text.
  public static func uuid(text: String) -> DatabaseValue { UUID(uuidString: text).map { .uuid($0) } ?? .text(text) }

  /// A decimal number from its digits.
  public static func decimal(text: String) -> DatabaseValue {
    Decimal(string: text).map { .decimal($0) } ?? .text(text)
  }

  /// JSON from its text.
  public static func json(text: String) -> DatabaseValue { .json(Array(text.utf8)) }
}

extension DatabaseDefault {
  /// A constant in the form in which it is stored.
  public static func stored(_ value: DatabaseValue) -> DatabaseDefault { DatabaseDefault(kind: .value(value)) }
}
