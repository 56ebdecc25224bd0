import Kindred
import SeededRandom

/// A task that does random operations one after the other, and records their outcomes.
///
/// It is the only writer of the register with its number.
struct HistoryClient {
  /// A failure of the client's own, which rolls its transaction back.
  private struct OwnFailure: Error {}

  /// What may happen beside the clients' own doing.
  struct Conditions {
    /// Whether sessions are ended under way, so that connections are lost.
    var losesConnections = false
  }

  let number: Int
  let clients: Int
  let database: Database
  let history: History
  let conditions: Conditions
  private var random: SeededGenerator
  private var tokens = 0
  private var found: [Int: Int] = [:]

  init(number: Int, clients: Int, seed: UInt64, database: Database, history: History, conditions: Conditions) {
    self.number = number
    self.clients = clients
    self.database = database
    self.history = history
    self.conditions = conditions
    random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
  }

  mutating func run(steps: Int) async {
    for _ in 0..<steps {
      switch Int.random(in: 0..<16, using: &random) {
      case 0..<4: await writeAlone()
      case 4..<6: await writeRegister()
      case 6: await writeMany()
      case 7..<9: await succeed()
      case 9..<11: await fail()
      case 11: await violateInside()
      case 12: await violate()
      case 13: await leaveStream()
      default: await readRegister()
      }
    }
  }

  private mutating func newToken() -> String {
    tokens += 1
    return "\(number)-\(tokens)"
  }

  // MARK: Single writes

  private mutating func writeAlone() async {
    let token = newToken()
    let fate = await attempt(isAtomic: false) { _ = try await Movement.objects.create(token: token) }
    history.note([token], fate)
  }

  private mutating func writeMany() async {
    let tokens = (0..<Int.random(in: 1...4, using: &random)).map { _ in newToken() }
    let fate = await attempt(isAtomic: true) {
      try await Movement.objects.bulkCreate(tokens.map { Movement(token: $0) })
    }
    history.note(tokens, fate)
  }

  private mutating func writeRegister() async {
    let value = history.nextNumber(of: number)
    let (register, shape) = (number, Int.random(in: 0..<8, using: &random))
    let fate = await attempt(isAtomic: false) { try await Self.set(register, to: value, shape: shape) }
    history.note(value, of: register, fate)
  }

  /// Writes a register in one of several statements that mean the same, so that some are new to the connection.
  private static func set(_ register: Int, to value: Int, shape: Int) async throws {
    var rows = Account.objects.filter { $0.number == register }
    for _ in 0..<shape { rows = rows.filter { $0.balance != -1 } }
    let count = try await rows.update { $0.balance.set(value) }
    if count != 1 { throw OwnFailure() }
  }

  private mutating func violate() async {
    let token = newToken()
    let fate = await attempt(isAtomic: false) { _ = try await Movement.objects.create(token: token) }
    history.note([token], fate)
    guard fate == .acknowledged else { return }
    let second = await attempt(isAtomic: false, expects: .uniqueViolation) {
      _ = try await Movement.objects.create(token: token)
    }
    if second == .acknowledged { history.report("a token was taken twice: \(token)") }
  }

  // MARK: Transactions

  private mutating func succeed() async {
    let (first, kept, undone) = (newToken(), newToken(), newToken())
    let value = history.nextNumber(of: number)
    let (database, register) = (database, number)
    let fate = await attempt(isAtomic: true) {
      try await database.transaction {
        _ = try await Movement.objects.create(token: first)
        do {
          try await database.transaction {
            _ = try await Movement.objects.create(token: undone)
            throw OwnFailure()
          }
        } catch is OwnFailure {}
        try await database.transaction { _ = try await Movement.objects.create(token: kept) }
        try await Self.set(register, to: value, shape: 0)
      }
    }
    history.note([first, kept], fate)
    history.note([undone], .refused)
    history.note(value, of: register, fate)
  }

  private mutating func fail() async {
    let tokens = [newToken(), newToken()]
    let value = history.nextNumber(of: number)
    let (database, register, pauses) = (database, number, Int.random(in: 0..<8, using: &random))
    let fate = await attempt(isAtomic: true) {
      try await database.transaction {
        for token in tokens { _ = try await Movement.objects.create(token: token) }
        try await Self.set(register, to: value, shape: 1)
        for _ in 0..<pauses { await Task.yield() }
        throw OwnFailure()
      }
    }
    if fate == .acknowledged { history.report("a transaction that failed was acknowledged") }
    history.note(tokens, .refused)
    history.note(value, of: register, .refused)
  }

  private mutating func violateInside() async {
    let token = newToken()
    let database = database
    let fate = await attempt(isAtomic: true, expects: .uniqueViolation) {
      try await database.transaction {
        _ = try await Movement.objects.create(token: token)
        _ = try await Movement.objects.create(token: token)
      }
    }
    if fate == .acknowledged { history.report("a token was taken twice: \(token)") }
    history.note([token], .refused)
  }

  // MARK: Reading

  private mutating func leaveStream() async {
    let count = Int.random(in: 0..<4, using: &random)
    _ = await attempt(isAtomic: true) {
      var left = count
      for try await _ in Movement.objects.rows {
        if left == 0 { break }
        left -= 1
      }
    }
  }

  private mutating func readRegister() async {
    let register = Int.random(in: 0..<clients, using: &random)
    let floor = max(history.floor(of: register), found[register] ?? 0)
    let isInTransaction = random.oneIn(3)
    let database = database
    let number = HistoryNumber()
    let fate = await attempt(isAtomic: true) {
      let rows = Account.objects.filter { $0.number == register }
      if isInTransaction {
        try await database.transaction { number.value = try await rows.get().balance }
      } else {
        number.value = try await rows.get().balance
      }
    }
    guard fate == .acknowledged, let value = number.value else { return }
    history.judge(value, readFrom: register, floor: floor)
    found[register] = max(floor, value)
  }

  // MARK: What came of it

  /// Runs something, perhaps in a task that is cancelled under way, and says what its end means.
  ///
  /// - Parameters:
  ///   - isAtomic: Whether a lost connection leaves nothing behind, as in a transaction.
  ///   - expected: The code of an error that it is meant to end with.
  private mutating func attempt(
    isAtomic: Bool, expects expected: KindredError.Code? = nil, _ body: @escaping @Sendable () async throws -> Void
  ) async -> History.Fate {
    let yields = random.oneIn(4) ? Int.random(in: 0..<24, using: &random) : nil
    let task = Task { try await body() }
    if let yields {
      for _ in 0..<yields { await Task.yield() }
      task.cancel()
    }
    switch await task.result {
    case .success: return .acknowledged
    case .failure(let error): return fate(of: error, isAtomic: isAtomic, expected, wasCancelled: yields != nil)
    }
  }

  private func fate(
    of error: any Error, isAtomic: Bool, _ expected: KindredError.Code?, wasCancelled: Bool
  ) -> History.Fate {
    if error is OwnFailure { return .refused }
    if error is CancellationError, wasCancelled {
      // A single write whose connection is lost while it is being stopped may have been done.
      return conditions.losesConnections && !isAtomic ? .unknown : .refused
    }
    guard let error = error as? KindredError else {
      history.report("client \(number): \(error)")
      return .unknown
    }
    if let expected, error.code == expected { return .refused }
    if conditions.losesConnections {
      if error.code == .connectionLost { return isAtomic ? .refused : .unknown }
      if error.code == .commitOutcomeUnknown { return .unknown }
      if error.code == .cannotOpen { return .refused }
    }
    history.report("client \(number) got an error that is not its own: \(error)")
    return .unknown
  }
}

/// A number that a closure leaves behind.
///
/// Unchecked, because the task that reads it waits for the closure's task first.
final class HistoryNumber: @unchecked Sendable {
  var value: Int?
}
