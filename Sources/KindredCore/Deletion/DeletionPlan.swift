/// What a deletion would do: which rows it deletes, whose keys it changes, and what refuses it.
///
/// ```swift
/// let plan = try await Blog.objects.filter { $0.name == "Pop" }.deletionPlan()
/// print(plan.perModel)         // ["Blog": 1, "Entry": 2]
/// if !plan.isAllowed { print(plan) }
/// ```
///
/// It is a value: nothing is locked, and the deletion itself looks at the rows anew.
public struct DeletionPlan: Sendable, Hashable {
  /// Rows of one model that are deleted.
  public struct Rows: Sendable, Hashable {
    /// The model.
    public let schema: ModelSchema
    /// How many rows.
    public let count: Int

    /// The model's name.
    public var model: String { schema.name }
  }

  /// Rows that stay, and refer to deleted ones by one foreign key.
  public struct Referrers: Sendable, Hashable {
    /// The foreign key.
    public let relation: RelationSchema
    /// How many rows.
    public let count: Int

    /// The name of the model that has the rows.
    public var model: String { relation.source.name }
    /// The name of the foreign key.
    public var property: String { relation.name }
    /// What happens to the rows.
    public var rule: OnDelete { relation.onDelete }
  }

  /// The model of the rows that the deletion is asked for.
  public let schema: ModelSchema
  /// The rows that are deleted, by model: those that the deletion is asked for first.
  public internal(set) var deleted: [Rows] = []
  /// The rows whose keys become NULL or another value.
  public internal(set) var changed: [Referrers] = []
  /// The rows that refuse the deletion.
  public internal(set) var refusing: [Referrers] = []
  /// The rows whose keys Kindred leaves to the database: by the rules `databaseCascade`, `databaseSetNull` and
  /// `databaseSetDefault`, which the database performs, and by `doNothing`, which makes the deletion fail if the
  /// database enforces the key. Rows behind those that the database deletes are not counted.
  public internal(set) var leftToDatabase: [Referrers] = []

  init(schema: ModelSchema) { self.schema = schema }

  /// Whether no protected or restricted rows refuse the deletion.
  public var isAllowed: Bool { refusing.isEmpty }
  /// The number of rows that are deleted.
  public var total: Int { deleted.reduce(0) { $0 + $1.count } }
  /// The number of rows that are deleted, by model name.
  public var perModel: [String: Int] { deleted.reduce(into: [:]) { $0[$1.model, default: 0] += $1.count } }
}

extension DeletionPlan.Referrers: CustomStringConvertible {
  /// How many rows of which model, and by which key.
  public var description: String { "\(count) × \(model) through \"\(property)\"" }
}

extension DeletionPlan: CustomStringConvertible {
  /// A line for each kind of effect, as in `deletes 1 × Blog, 2 × Entry`.
  public var description: String {
    func line(_ title: String, _ parts: [String]) -> String? {
      parts.isEmpty ? nil : "\(title) \(parts.joined(separator: ", "))"
    }
    let lines = [
      line("deletes", deleted.map { "\($0.count) × \($0.model)" }) ?? "deletes nothing",
      line("changes", changed.map { "\($0) (\($0.rule))" }),
      line("leaves to the database", leftToDatabase.map { "\($0) (\($0.rule))" }),
      line("is refused by", refusing.map { "\($0) (\($0.rule))" }),
    ]
    return lines.compactMap { $0 }.joined(separator: "\n")
  }
}

extension OnDelete: CustomStringConvertible {
  /// The rule's name, as written in Swift, without its value.
  public var description: String {
    switch kind {
    case .cascade: "cascade"
    case .protect: "protect"
    case .restrict: "restrict"
    case .setNull: "setNull"
    case .setDefault: "setDefault"
    case .set: "set"
    case .doNothing: "doNothing"
    case .databaseCascade: "databaseCascade"
    case .databaseSetNull: "databaseSetNull"
    case .databaseSetDefault: "databaseSetDefault"
    }
  }
}
