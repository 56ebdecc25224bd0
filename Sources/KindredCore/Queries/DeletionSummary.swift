/// What a deletion removed.
public struct DeletionSummary: Sendable, Hashable {
  /// The number of rows deleted, by the name of their model, those included that went with others.
  public internal(set) var perModel: [String: Int] = [:]

  /// The number of rows deleted.
  public var total: Int { perModel.values.reduce(0, +) }

  mutating func add(_ count: Int, of schema: ModelSchema) {
    if count > 0 { perModel[schema.name, default: 0] += count }
  }
}
