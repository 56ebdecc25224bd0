import KindredCore

/// Old migrations as data, which compile at once however many they are.
///
/// `migrations archive` writes one for a module, in the place of the files. Names, checksums and results stay what they
/// were, so that databases notice nothing:
///
/// ```swift
/// struct MArchive: MigrationArchive {
///   static let text = #"""
///     {"migrations":[{"after":[],"id":"Blog.0001_initial","operations":[]}]}
///     """#
/// }
/// ```
public protocol MigrationArchive: Migration {
  /// The migrations as JSON.
  static var text: String { get }
}

extension MigrationArchive {
  /// None: the migrations in it come after each other.
  public static var after: [MigrationID] { [] }
  /// None: the migrations in it have them.
  public static var operations: [any SchemaOperation] { [] }
}

extension MigrationDefinition {
  /// Reads migrations, and those that archives hold.
  public static func all(of migrations: [any Migration.Type]) -> [MigrationDefinition] {
    migrations.flatMap { type in
      guard let archive = type as? any MigrationArchive.Type else { return [MigrationDefinition(type)] }
      do {
        return try ArchivedHistory(text: archive.text).definitions
      } catch {
        // Whoever uses the history is told, with the name of the archive.
        return [MigrationDefinition(id: type.id, operations: [UnreadableArchive(problem: "\(error)")])]
      }
    }
  }
}

/// What is in the place of an archive that cannot be read.
struct UnreadableArchive: SchemaOperation {
  var notes = OperationNotes()
  let problem: String

  init(problem: String) { self.problem = problem }

  var summary: String { "read the archive" }
  var signature: String { "unreadable archive" }

  func changes(in state: SchemaState) throws -> [SchemaChange] {
    throw MigrationError(
      .invalidOperation,
      "The archive cannot be read; restore its file as 'migrations archive' has written it (\(problem)).")
  }
}
