public import KindredCore

/// A change of a database's schema, and of the rows in it, as one step of its history.
///
/// `makemigrations` writes one from the difference between the models and the history. It can be written by hand as well:
///
/// ```swift
/// struct M0002_Rating: Migration {
///   static let after: [MigrationID] = ["Blog.0001_initial"]
///
///   static var operations: [any SchemaOperation] {
///     AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(5))
///     AddIndex("entry", on: "rating")
///   }
/// }
/// ```
///
/// Operations name tables and columns as the database has them, never types of the app, which change later. A model that
/// is needed for changing rows is declared inside the migration; see ``models``.
public protocol Migration: Sendable {
  /// The migration's name. By default it is that of the type: `M0002_Rating` in the module `Blog` is
  /// `Blog.0002_rating`.
  static var id: MigrationID { get }

  /// The migrations that have to be applied before; of other modules as well.
  static var after: [MigrationID] { get }

  /// Whether the migration can run while the previous release is still used. By default it can.
  static var stage: MigrationStage { get }

  /// The migrations that this one replaces, which `squashmigrations` writes. It counts as applied where all of them are.
  static var replaces: [MigrationID] { get }

  /// The models declared inside the migration, to be compared with the tables before their operations run.
  static var models: [any Model.Type] { get }

  /// The operations, in order.
  @SchemaOperations static var operations: [any SchemaOperation] { get }
}

extension Migration {
  /// Whether a migration can run while the previous release is still used.
  public typealias Stage = MigrationStage

  /// The name of the type, with its module.
  public static var id: MigrationID { MigrationID(typeName: String(reflecting: Self.self)) }
  /// ``MigrationStage/expand``.
  public static var stage: MigrationStage { .expand }
  /// None.
  public static var replaces: [MigrationID] { [] }
  /// None.
  public static var models: [any Model.Type] { [] }
}

/// Whether a migration can run while the previous release is still used.
public enum MigrationStage: String, Sendable, Hashable, Codable {
  /// It adds. The previous release works on the result, so it runs before the new release starts.
  case expand
  /// It removes. It runs once no process of the previous release is left.
  case contract
}

extension MigrationID {
  /// Reads the full name of a type: `Blog.M0002_TagAndMore` is `Blog.0002_tag_and_more`.
  package init(typeName: String) {
    let parts = typeName.split(separator: ".")
    var name = String(parts.last ?? "")
    if name.hasPrefix("M"), name.dropFirst().first?.isNumber == true { name.removeFirst() }
    self.init(app: parts.count > 1 ? String(parts[0]) : "", name: name.snakeCased)
  }
}
