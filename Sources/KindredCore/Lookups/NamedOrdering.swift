/// One term of an order, by name.
///
/// ```swift
/// Blog.objects.order(by: ["-name", F("tagline").asc.nullsLast])
/// ```
public struct NamedOrdering: Sendable, Hashable, ExpressibleByStringLiteral {
  /// Where NULL comes.
  public enum Nulls: String, Sendable, Hashable, Codable {
    /// Before all values.
    case first
    /// After all values.
    case last
  }

  /// What is ordered by; nil for a random order.
  public let expression: NamedExpression?
  /// Whether the order is descending.
  public let isDescending: Bool
  /// Where NULL comes; nil for the database's own rule.
  public let nulls: Nulls?

  /// Orders by an expression.
  public init(_ expression: some NamedArgument, descending: Bool = false, nulls: Nulls? = nil) {
    self.init(key: expression.namedExpression, descending: descending, nulls: nulls)
  }

  init(key: NamedExpression?, descending: Bool, nulls: Nulls?) {
    self.expression = key
    self.isDescending = descending
    self.nulls = nulls
  }

  /// Reads the name of a field: a minus sign before it means descending, and `?` alone a random order.
  public init(name: String) {
    if name == "?" {
      self.init(key: nil, descending: false, nulls: nil)
    } else {
      let isDescending = name.hasPrefix("-")
      self.init(F(isDescending ? String(name.dropFirst()) : name), descending: isDescending)
    }
  }

  /// Reads the name of a field: a minus sign before it means descending, and `?` alone a random order.
  public init(stringLiteral value: String) { self.init(name: value) }

  /// A random order, different for each run.
  public static let random = NamedOrdering(key: nil, descending: false, nulls: nil)

  /// The same term with NULL before all values.
  public var nullsFirst: NamedOrdering { NamedOrdering(key: expression, descending: isDescending, nulls: .first) }
  /// The same term with NULL after all values.
  public var nullsLast: NamedOrdering { NamedOrdering(key: expression, descending: isDescending, nulls: .last) }
}

extension NamedOperand {
  /// Ascending order.
  public var asc: NamedOrdering { NamedOrdering(self) }
  /// Descending order.
  public var desc: NamedOrdering { NamedOrdering(self, descending: true) }
}
