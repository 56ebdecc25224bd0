import Foundation
import PackagePlugin

/// Writes `<Target>+Kindred.swift` before each build: the members that models add to each other.
@main
struct KindredPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    guard let target = target as? SwiftSourceModuleTarget else {
      throw Problem(description: "KindredPlugin needs a Swift target; '\(target.name)' is none")
    }
    let sources = target.swiftFiles
    let dependencies = target.recursiveTargetDependencies
      .compactMap { $0 as? SwiftSourceModuleTarget }
      .filter { other in context.package.targets.contains { $0.id == other.id } && other.seesKindred }
      .flatMap(\.swiftFiles)
    let output = context.pluginWorkDirectoryURL.appending(path: "\(target.name)+Kindred.swift")
    var arguments = ["--target", target.moduleName, "--output", output.path]
    // SwiftPM reports files that nothing reads.
    let notes = target.sourceFiles.map(\.url).filter {
      ["head", "sealed"].contains($0.lastPathComponent)
        && $0.deletingLastPathComponent().lastPathComponent == "Migrations"
    }
    if target.recursiveTargetDependencies.contains(where: { $0.name == "KindredMigrations" }) {
      arguments.append("--lists-migrations")
    }
    for head in notes.filter({ $0.lastPathComponent == "head" }).prefix(1) { arguments += ["--head", head.path] }
    for file in dependencies { arguments += ["--dependency-source", file.path] }
    return [
      .buildCommand(
        displayName: "Relating the models of \(target.name)",
        executable: try context.tool(named: "kindred-generate").url,
        arguments: arguments + sources.map(\.path),
        inputFiles: sources + dependencies + notes,
        outputFiles: [output])
    ]
  }
}

/// The reason why the command cannot be made.
struct Problem: Error, CustomStringConvertible {
  let description: String
}

extension SwiftSourceModuleTarget {
  /// The Swift files, in a fixed order.
  fileprivate var swiftFiles: [URL] {
    sourceFiles(withSuffix: "swift").map(\.url).sorted { $0.path < $1.path }
  }

  /// Whether the target can have models, that is, depends on Kindred.
  fileprivate var seesKindred: Bool { recursiveTargetDependencies.contains { $0.name == "Kindred" } }
}
