import Foundation

/// Reads a target's sources and writes what macros cannot: the members that models add to other models.
@main
struct Generate {
  static func main() {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      if arguments.first == MigrationsCommand.name {
        try MigrationsCommand(Array(arguments.dropFirst())).run()
      } else {
        try run(CommandOptions(arguments))
      }
    } catch {
      report("error: \(error)")
      exit(1)
    }
  }

  private static func run(_ options: CommandOptions) throws {
    let collection = ModelCollection(
      target: options.target, sources: try options.sources.map(read),
      dependencies: try options.dependencySources.map(read), listsMigrations: options.listsMigrations)
    let remarks = try collection.remarks + history(options)
    for remark in remarks { report(remark.description) }
    if remarks.contains(where: { $0.severity == .error }) { exit(1) }
    try write(FilePrinter(collection).text, to: options.output)
  }

  /// What is wrong with the target's history of migrations.
  private static func history(_ options: CommandOptions) throws -> [Remark] {
    guard let head = options.head else { return [] }
    let folder = head.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
    return try MigrationFolder(
      app: ModelCollection.moduleName(options.target), paths: options.sources.filter { $0.hasPrefix(folder) },
      headPath: head
    ).remarks
  }

  private static func read(_ path: String) throws -> SourceFile {
    SourceFile(path: path, text: try String(contentsOfFile: path, encoding: .utf8))
  }

  /// Writes a file only if its content changes, so that it is not recompiled needlessly.
  private static func write(_ text: String, to path: String) throws {
    if let old = try? String(contentsOfFile: path, encoding: .utf8), old == text { return }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private static func report(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
