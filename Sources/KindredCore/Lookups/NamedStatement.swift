/// A query as data, and what is to be done with its rows.
///
/// ```swift
/// let statement = NamedStatement(.update(["rating": F("rating") + 1]), NamedQuery("Entry").filter("blog__name", "Pop"))
/// let outcome = try await statement.run() // .changed(2)
/// ```
public struct NamedStatement: Sendable, Hashable {
  /// What is done.
  public enum Verb: Sendable, Hashable {
    /// The rows are read.
    case rows
    /// The first row is read.
    case first
    /// The last row is read.
    case last
    /// The rows are counted.
    case count
    /// It is asked whether there is a row.
    case exists
    /// Aggregates of the rows are read, by name.
    case aggregate([String: NamedExpression])
    /// Fields of the rows are set, by name.
    case update([String: NamedExpression])
    /// The rows are deleted, and related rows as their `onDelete` rules say.
    case delete
  }

  /// What a statement has found or done.
  public enum Outcome: Sendable {
    /// The rows; of `first` and `last` at most one, of `aggregate` one.
    case rows([NamedRow])
    /// The number of rows that were counted.
    case count(Int)
    /// Whether there is a row.
    case exists(Bool)
    /// The number of rows that an update matched.
    case changed(Int)
    /// How many rows were deleted, by model.
    case deleted(DeletionSummary)
  }

  /// What is done.
  public let verb: Verb
  /// The rows that it is done with.
  public let query: NamedQuery

  /// Makes a statement.
  public init(_ verb: Verb, _ query: NamedQuery) {
    self.verb = verb
    self.query = query
  }

  /// Runs the statement.
  ///
  /// - Parameter database: The database; by default the task's.
  @discardableResult
  public func run(on database: Database? = nil) async throws -> Outcome {
    switch verb {
    case .rows: .rows(try await query.rows(on: database))
    case .first: .rows(try await query.first(on: database).map { [$0] } ?? [])
    case .last: .rows(try await query.last(on: database).map { [$0] } ?? [])
    case .count: .count(try await query.count(on: database))
    case .exists: .exists(try await query.exists(on: database))
    case .aggregate(let totals): .rows([try await query.aggregate(totals, on: database)])
    case .update(let values): .changed(try await query.update(values, on: database))
    case .delete: .deleted(try await query.delete(on: database))
    }
  }
}

extension NamedStatement: Codable {
  private static let verbs: [String: Verb] = [
    "rows": .rows, "first": .first, "last": .last, "count": .count, "exists": .exists, "delete": .delete,
  ]

  /// Encodes the statement.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    if encoder.codingPath.isEmpty { try container.encode(NamedForm.version, forKey: "version") }
    try container.encode(query, forKey: "query")
    switch verb {
    case .rows: try container.encode("rows", forKey: "verb")
    case .first: try container.encode("first", forKey: "verb")
    case .last: try container.encode("last", forKey: "verb")
    case .count: try container.encode("count", forKey: "verb")
    case .exists: try container.encode("exists", forKey: "verb")
    case .delete: try container.encode("delete", forKey: "verb")
    case .aggregate(let totals): try container.encode(totals, forKey: "aggregate")
    case .update(let values): try container.encode(values, forKey: "update")
    }
  }

  /// Decodes a statement.
  ///
  /// - Throws: `DecodingError` for a form that is none of a statement, is nested too deep, or has a later version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NamedKey.self)
    try NamedForm.checkVersion(container)
    let query = try container.decode(NamedQuery.self, forKey: "query")
    let found = (["verb", "aggregate", "update"] as [NamedKey]).filter(container.contains)
    guard found.count == 1 else {
      throw NamedForm.corrupted("A statement has one of the keys verb, aggregate, update.", container.codingPath)
    }
    switch found[0].stringValue {
    case "aggregate":
      self.init(.aggregate(try container.decode([String: NamedExpression].self, forKey: "aggregate")), query)
    case "update": self.init(.update(try container.decode([String: NamedExpression].self, forKey: "update")), query)
    default:
      guard let verb = Self.verbs[try container.decode(String.self, forKey: "verb")] else {
        let verbs = Self.verbs.keys.sorted().joined(separator: ", ")
        throw NamedForm.corrupted("\"verb\" is one of \(verbs).", container.codingPath)
      }
      self.init(verb, query)
    }
  }
}
