import ArgumentParser
import Synchronization

@testable import KindredCommands

/// What a command of `manage` prints, and how it ends.
struct CommandRun: Sendable {
  /// The result.
  let output: String
  /// What it says about what happens.
  let notes: String
  /// The exit code.
  let code: Int32

  /// Runs a command inside of this process.
  static func run<Manage: ManageCommand>(_ manage: Manage.Type, _ arguments: String...) async throws -> CommandRun {
    let texts = Mutex<[Int32: String]>([:])
    var code: Int32 = 0
    do {
      try await Console.$output.withValue({ text, descriptor in
        texts.withLock { $0[descriptor, default: ""] += text }
      }) {
        var command = try manage.parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
      }
    } catch let exit as ExitCode {
      code = exit.rawValue
    }
    return texts.withLock { CommandRun(output: $0[1] ?? "", notes: $0[2] ?? "", code: code) }
  }
}
