/// SQL text of your own, with bound values.
///
/// Every interpolated value is bound as a parameter, so no value can change the text:
///
/// ```swift
/// let name = "Robert'); DROP TABLE blog; --"
/// try await database.execute("UPDATE blog SET tagline = \("new") WHERE name = \(name)")
/// // UPDATE blog SET tagline = ?1 WHERE name = ?2
/// ```
///
/// | interpolation | in the text |
/// |---|---|
/// | `\(value)` | a placeholder; the value is bound |
/// | `\(list: values)` | `(?, ?, ?)`, for `IN` |
/// | `\(identifier: name)` | a quoted name |
/// | `\(Blog.self)` | the quoted name of the model's table |
/// | `\(Blog.self, \.name)` | a column with its table: `"blog"."name"` |
/// | `\($0.rating)` | an expression of a query's closure; see ``Expr/sql(_:)`` |
/// | `\(fragment)` | another `RawSQL`, with its values |
///
/// The text itself can only be written in the source. A `String` is bound when it is interpolated, and does not convert
/// to `RawSQL`; ``init(unchecked:)`` is the only way to make text from a `String`.
///
/// On PostgreSQL, a value has the type of its Swift type (an `Int` is a `bigint`), and text the type that its place
/// requires. Write a cast for another one: `left(name, \(length)::integer)`.
public struct RawSQL: Sendable {
  enum Part: Sendable {
    case text(String)
    case identifier(String)
    /// A value, a list or an expression.
    case operand(ExpressionNode)
  }

  var parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  /// Text that was made while the program runs, **without any check**.
  ///
  /// Whoever can influence the text can run any SQL. Use it only for text from a trusted source, such as a file of the
  /// program, and never for input. Values belong into interpolations, names into `\(identifier: name)`.
  ///
  /// ```swift
  /// let report = try String(contentsOfFile: "report.sql", encoding: .utf8)
  /// let rows = try await database.query(RawSQL(unchecked: report), as: (String, Int).self).all()
  /// ```
  public init(unchecked text: String) { parts = [.text(text)] }
}

extension RawSQL: CustomStringConvertible {
  /// The text, with a question mark for each value and expression. It never contains a value.
  public var description: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .identifier(let name): "\"\(name.doubling("\""))\""
      case .operand: "?"
      }
    }.joined()
  }
}

extension RawSQL: ExpressibleByStringInterpolation {
  // The literals are `StaticString`, so that these initialisers cannot be called with text made at run time.

  /// Makes the text of a literal.
  public init(stringLiteral text: StaticString) { parts = [.text(text.description)] }

  /// Makes the text of a literal with interpolations.
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
}

extension Sequence<RawSQL> {
  /// The texts one after the other, with a separator between them.
  ///
  /// ```swift
  /// var conditions: [RawSQL] = ["rating > \(5)"]
  /// if !code.isEmpty { conditions.append("headline = \(code)") }
  /// try await database.execute("DELETE FROM entry WHERE \(conditions.joined(separator: " AND "))")
  /// ```
  public func joined(separator: RawSQL) -> RawSQL {
    var parts: [RawSQL.Part] = []
    for (index, sql) in enumerated() {
      if index > 0 { parts += separator.parts }
      parts += sql.parts
    }
    return RawSQL(parts: parts)
  }
}
