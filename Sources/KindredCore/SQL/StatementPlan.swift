import Synchronization

/// A statement's text and what it takes to bind and read it: everything that does not change between two runs.
///
/// A plan's identity is the key under which connections keep their prepared statement.
package final class StatementPlan: Sendable {
  package let sql: String
  /// Counts the plans of the process.
  package let number: Int
  /// Whether the statement changes the database.
  package let isWrite: Bool
  /// The model whose table the statement is about.
  package let model: ModelSchema?
  /// The columns that the result must have, by name; empty for statements without rows.
  package let columns: [String]
  /// The fields that the parameters are stored in, where they are; for errors.
  let parameterFields: [FieldSchema?]
  /// How many digits the decimals among the parameters may have; nil when there is no limit.
  package let decimalLimits: DecimalLimits?
  /// How many rows a run is likely to give.
  let estimate = RowEstimate()
  private static let count = Atomic<Int>(0)
  private let patterns: [Int: TextMatch]
  private let rules: any DialectRules

  init(
    sql: String, isWrite: Bool, model: ModelSchema?, columns: [String] = [], parameterFields: [FieldSchema?] = [],
    patterns: [Int: TextMatch] = [:], dialect: Dialect
  ) {
    self.sql = sql
    self.number = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    self.isWrite = isWrite
    self.model = model
    self.columns = columns
    self.parameterFields = parameterFields
    self.decimalLimits = DecimalLimits(parameterFields)
    self.patterns = patterns
    self.rules = dialect.rules
  }

  /// The values in the form in which this dialect binds them.
  func boundValues(_ values: consuming [DatabaseValue]) -> [DatabaseValue] {
    var bound = values
    for (index, match) in patterns where bound.indices.contains(index - 1) {
      if case .text(let text) = bound[index - 1] { bound[index - 1] = .text(rules.boundPattern(text, for: match)) }
    }
    for index in bound.indices {
      if case .list(let list) = bound[index] { bound[index] = rules.listParameter(list) }
    }
    return bound
  }
}
