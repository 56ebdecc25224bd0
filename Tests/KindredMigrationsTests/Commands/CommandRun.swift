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
  /// The lines that were typed and not read.
  let unread: [String]

  /// Runs a command inside of this process, where nobody can be asked.
  static func run<Manage: ManageCommand>(_ manage: Manage.Type, _ arguments: String...) async throws -> CommandRun {
    try await run(manage, arguments, typing: nil)
  }

  /// Runs a command inside of this process.
  ///
  /// - Parameter lines: What somebody types, before the end of the input; nil if nobody can be asked.
  static func run<Manage: ManageCommand>(
    _ manage: Manage.Type, _ arguments: [String], typing lines: [String]?
  ) async throws -> CommandRun {
    let texts = Mutex<[Int32: String]>([:])
    let typed = Mutex(lines ?? [])
    let next: @Sendable () -> String? = { typed.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    var code: Int32 = 0
    do {
      try await Console.$input.withValue(lines == nil ? nil : next) {
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
      }
    } catch let exit as ExitCode {
      code = exit.rawValue
    }
    return CommandRun(
      output: texts.withLock { $0[1] ?? "" }, notes: texts.withLock { $0[2] ?? "" }, code: code,
      unread: typed.withLock { $0 })
  }
}
