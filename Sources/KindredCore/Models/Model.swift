/// A struct whose instances are rows of a table.
///
/// Declare one with `@Model`, which writes the whole conformance; everything that it writes can be written by hand.
///
/// ```swift
/// @Model
/// struct Blog {
///   @Field(maxLength: 100) var name: String
///   var tagline: String = ""
/// }
/// ```
///
/// Two instances are equal when their primary keys are (Django's rule); two that have no key yet, when all their
/// columns are. The type of the key decides with its own `==`: two keys of text that Swift calls equal, because they look
/// the same, may be two rows. Relations and deletions tell such rows apart by their bytes.
public protocol Model: Sendable, Identifiable, Hashable, CustomStringConvertible where ID == PrimaryKey {
  /// The type of the primary key.
  associatedtype PrimaryKey: KeyValue
  /// The model's columns, as conditions and orderings name them.
  associatedtype Columns: ModelColumns where Columns.Model == Self
  /// The same where there may be no row, as behind an optional foreign key: every column is optional.
  associatedtype OptionalColumns: ModelColumns where OptionalColumns.Model == Self

  /// The table, its columns and its relations, in the order of the properties.
  static var schema: ModelSchema { get }

  /// The relations of other models that point to this one and that were found with it.
  ///
  /// The generated file of a target fills it, so that deleting a row finds what refers to it.
  static var referrers: [any ForeignKeyRelation.Type] { get }

  /// The value of the primary key.
  var primaryKey: PrimaryKey { get set }

  /// Whether the instance is known never to have been stored: made in code, with a key from a default value.
  var isKnownToBeNew: Bool { get }

  /// Reads a model from the columns of a row, in the schema's order.
  init(row: borrowing DatabaseRow) throws

  /// Reads a model and appends it.
  ///
  /// This is what the loop over rows calls, so that reading into the array is specialised in the model's own module.
  static func append(_ row: borrowing DatabaseRow, to models: inout [Self]) throws

  /// Binds every column in the schema's order, without the primary key.
  func bindFields(to writer: inout ParameterWriter) throws

  /// The value of one column, by its index in the schema.
  func databaseValue(at index: Int) throws -> DatabaseValue

  /// Reads one column, by its index in the schema, from a cell of a row.
  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws

  /// Notes that the instance is stored now.
  mutating func markStored()

  /// Whether an instance has no key yet.
  ///
  /// This and ``take(insertedKey:into:)`` are what inserting asks for with each row. They are requirements, so that they are
  /// compiled in the model's own module, where the type of the key is known.
  static func lacksKey(_ model: borrowing Self) -> Bool

  /// Takes over the key that the database made, where it makes keys for the model.
  static func take(insertedKey number: Int64, into model: inout Self)
}

extension Model {
  /// No relations, for a model that no generated file knows.
  public static var referrers: [any ForeignKeyRelation.Type] { [] }

  /// Models without a key from a default cannot tell.
  public var isKnownToBeNew: Bool { false }

  /// Models without a key from a default have nothing to note.
  @inlinable
  public mutating func markStored() {}

  /// Whether an instance has no key yet.
  @inlinable
  public static func lacksKey(_ model: borrowing Self) -> Bool { model.primaryKey.isUnsaved }

  /// Takes over the key that the database made, where it makes keys for the model.
  @inlinable
  public static func take(insertedKey number: Int64, into model: inout Self) {
    if let key = PrimaryKey(generated: number) { model.primaryKey = key }
  }

  /// Reads a model and appends it.
  @inlinable
  public static func append(_ row: borrowing DatabaseRow, to models: inout [Self]) throws {
    models.append(try Self(row: row))
  }

  /// The primary key, by the name that `Identifiable` gives it.
  public var id: PrimaryKey { primaryKey }

  /// The model's name and key, as in "Entry 7".
  public var description: String { "\(Self.schema.name) \(primaryKey)" }
}

extension Model {
  /// Whether the two have the same primary key; where neither has one yet, whether all columns are the same.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    if !lhs.primaryKey.isUnsaved || !rhs.primaryKey.isUnsaved { return lhs.primaryKey == rhs.primaryKey }
    return Self.schema.fields.indices.allSatisfy { index in
      Self.schema.keyIndex == index || (try? lhs.databaseValue(at: index)) == (try? rhs.databaseValue(at: index))
    }
  }

  /// Hashes the primary key.
  public func hash(into hasher: inout Hasher) { hasher.combine(primaryKey) }
}
