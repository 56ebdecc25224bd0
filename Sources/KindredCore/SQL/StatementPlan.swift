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
  /// The parameters: which value of the query each is, and in which form.
  let bindOrder: [BoundSlot]
  /// Whether the parameters are the first values of the query, in their order and as they are.
  private let bindsInOrder: Bool
  private static let count = Atomic<Int>(0)
  private let rules: any DialectRules

  /// - Parameter fields: The fields that values are stored in, by their slots.
  init(
    _ writer: SQLWriter, isWrite: Bool, model: ModelSchema?, columns: [String] = [], fields: [Int: FieldSchema] = [:]
  ) {
    self.sql = writer.text
    self.number = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    self.isWrite = isWrite
    self.model = model
    self.columns = columns
    self.bindOrder = writer.bindOrder
    self.bindsInOrder = writer.bindOrder.enumerated().allSatisfy { $1.slot == $0 && $1.form == .plain }
    self.parameterFields = fields.isEmpty ? [] : writer.bindOrder.map { fields[$0.slot] }
    self.decimalLimits = DecimalLimits(parameterFields)
    self.rules = writer.rules
  }

  /// The parameters, from the values of a query.
  func boundValues(_ values: consuming [DatabaseValue]) -> [DatabaseValue] {
    guard bindsInOrder, values.count == bindOrder.count else {
      let values = values
      return bindOrder.map { $0.value(of: values, rules) }
    }
    var bound = values
    for index in bound.indices {
      if case .list(let list) = bound[index] { bound[index] = rules.listParameter(list) }
    }
    return bound
  }
}
