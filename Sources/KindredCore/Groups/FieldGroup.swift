/// A set of fields that is declared once and used in many models.
///
/// `@Fields` writes the conformance:
///
/// ```swift
/// @Fields
/// struct Audit {
///   var createdAt: Date = .now
///   @Field(maxLength: 50) var createdBy: String = ""
/// }
///
/// @Model
/// struct Invoice {
///   var number: String
///   @Embedded var audit: Audit = Audit()
/// }
///
/// try await Invoice.objects.filter { $0.audit.createdBy == "ann" }.all()
/// // SELECT … FROM "invoice" WHERE "invoice"."created_by" = ?1
/// ```
///
/// Each model that uses the set has columns of its own for it. Two sets are equal when all their columns are.
public protocol FieldGroup: Sendable, Hashable, Codable {
  /// The set's columns, as used in conditions and orderings.
  associatedtype Columns: FieldGroupColumns where Columns.EmbeddedGroup == Self
  /// The columns where the row may be missing: every column is optional.
  associatedtype OptionalColumns: FieldGroupColumns where OptionalColumns.EmbeddedGroup == Self

  /// The number of columns. It is a constant in the generated code, so that a model finds the columns behind the set
  /// without counting them for each row.
  static var columnCount: Int { get }

  /// The number of foreign keys among the columns.
  static var relationCount: Int { get }

  /// The fields, as the model has them that uses the set.
  static func fields<Place: EmbeddedFields>(in place: Place.Type) -> [FieldSchema] where Place.EmbeddedGroup == Self

  /// The indexes and constraints of each model that uses the set.
  static var options: FieldGroupOptions { get }

  /// Reads the set from the columns of a row.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - column: The set's first column.
  ///   - link: The number of foreign keys before the set.
  init(row: borrowing DatabaseRow, column: Int32, link: Int) throws

  /// Binds every column in order.
  func bindFields(to writer: inout ParameterWriter) throws

  /// The value of one column, by its index in the set.
  func databaseValue(at index: Int) throws -> DatabaseValue

  /// Reads one column, by its index in the set, from a cell of a row.
  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws

  /// Notes that the set is stored now: its values are those that the database has.
  mutating func markStored()
}

extension FieldGroup {
  /// None.
  public static var options: FieldGroupOptions { FieldGroupOptions() }

  /// Does nothing: only sets whose values may change when they are stored note it.
  @inlinable
  public mutating func markStored() {}

  /// Whether all columns have the same values.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    (0..<columnCount).allSatisfy { (try? lhs.databaseValue(at: $0)) == (try? rhs.databaseValue(at: $0)) }
  }

  /// Hashes the values of all columns.
  public func hash(into hasher: inout Hasher) {
    for index in 0..<Self.columnCount { hasher.combine(try? databaseValue(at: index)) }
  }
}

/// What `@Fields` declares for each model that uses the set. Fields are named as in the set.
public struct FieldGroupOptions: Sendable {
  /// Indexes on several fields, on expressions, or with options.
  public var indexes: [IndexDefinition]
  /// Sets of fields that are unique together.
  public var uniqueTogether: [[String]]
  /// Check constraints and named unique constraints.
  public var constraints: [ConstraintDefinition]

  /// Makes options.
  public init(
    indexes: [IndexDefinition] = [], uniqueTogether: [[String]] = [], constraints: [ConstraintDefinition] = []
  ) {
    self.indexes = indexes
    self.uniqueTogether = uniqueTogether
    self.constraints = constraints
  }
}

/// The use of a set of fields in a model, as a type: `Invoice.Groups.audit`. `@Embedded` makes it.
public protocol EmbeddedFields: Sendable {
  /// The model.
  associatedtype EmbeddingModel: Model
  /// The set of fields.
  associatedtype EmbeddedGroup: FieldGroup

  /// The property's name.
  static var name: String { get }
  /// What the names of the columns begin with.
  static var prefix: String { get }
  /// The name on the target of foreign keys that declare none.
  static var defaultRelatedName: String? { get }
  /// The index of the set's first column in the model's schema.
  static var position: Int { get }
  /// The set of a model.
  static func fields(of owner: EmbeddingModel) -> EmbeddedGroup
  /// Replaces the set of a model.
  static func setFields(_ fields: EmbeddedGroup, of owner: inout EmbeddingModel)
}

extension EmbeddedFields {
  /// None: the columns are named as the fields of the set.
  public static var prefix: String { "" }
  /// None: they are named after the model.
  public static var defaultRelatedName: String? { nil }
}
