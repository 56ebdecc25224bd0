/// The command line options.
package struct CommandOptions: Equatable {
  /// An error of the command line.
  package struct Problem: Error, CustomStringConvertible {
    /// A sentence that describes the error.
    package let description: String
  }

  /// The target's name.
  package var target: String
  /// The file to write.
  package var output: String
  /// Whether the target can have migrations, so that there is a list of them even if it is empty.
  package var listsMigrations = false
  /// The file that names the last migration, if there is one.
  package var head: String?
  /// The files of other targets in the package.
  package var dependencySources: [String] = []
  /// The target's files.
  package var sources: [String] = []

  /// Reads a command line.
  package init(_ arguments: [String]) throws {
    var target: String?
    var output: String?
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--target": target = try CommandOptions.value(of: argument, &rest)
      case "--output": output = try CommandOptions.value(of: argument, &rest)
      case "--lists-migrations": listsMigrations = true
      case "--head": head = try CommandOptions.value(of: argument, &rest)
      case "--dependency-source": dependencySources.append(try CommandOptions.value(of: argument, &rest))
      case _ where argument.hasPrefix("--"): throw Problem(description: "unknown option '\(argument)'")
      default: sources.append(argument)
      }
    }
    guard let target, let output else {
      throw Problem(
        description: "usage: kindred-generate --target NAME --output FILE [--lists-migrations] [--head FILE] "
          + "[--dependency-source FILE]... SOURCE...\n\(MigrationsCommand.usage)")
    }
    self.target = target
    self.output = output
  }

  private static func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else { throw Problem(description: "'\(option)' needs a value") }
    return value
  }
}
