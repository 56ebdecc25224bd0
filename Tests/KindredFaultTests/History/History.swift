import Synchronization

/// The operations of all clients of a database, their outcomes, and the rows that must therefore be stored.
///
/// A write carries a token, which is a row of its own, or a number for a register, which is a row with one writer that
/// writes larger and larger numbers.
final class History: Sendable {
  /// The outcome of a write, as the client saw it.
  enum Fate: Sendable {
    /// It succeeded.
    case acknowledged
    /// It failed, or its transaction was rolled back.
    case refused
    /// Nobody can know.
    case unknown
  }

  private struct Register {
    /// The largest number whose write has begun.
    var begun = 0
    /// The largest number that was acknowledged.
    var acknowledged = 0
    var refused: Set<Int> = []
  }

  private struct State {
    var fates: [String: Fate] = [:]
    var registers: [Register]
    var violations: [String] = []
  }

  private let state: Mutex<State>

  init(registers: Int) { state = Mutex(State(registers: Array(repeating: Register(), count: registers))) }

  /// The violations that were found.
  var violations: [String] { state.withLock { $0.violations } }

  func report(_ violation: String) { state.withLock { $0.violations.append(violation) } }

  // MARK: Tokens

  func note(_ tokens: [String], _ fate: Fate) {
    state.withLock { state in for token in tokens { state.fates[token] = fate } }
  }

  /// Compares the rows stored at the end with the outcomes that the clients saw.
  func compare(stored: [String]) {
    state.withLock { state in
      let rows = Set(stored)
      if rows.count != stored.count { state.violations.append("a token is stored twice") }
      for (token, fate) in state.fates {
        switch fate {
        case .acknowledged where !rows.contains(token): state.violations.append("acknowledged and lost: \(token)")
        case .refused where rows.contains(token): state.violations.append("refused and stored: \(token)")
        case .acknowledged, .refused, .unknown: break
        }
      }
      for token in rows where state.fates[token] == nil { state.violations.append("stored by nobody: \(token)") }
    }
  }

  // MARK: Registers

  /// The next number to write to a register.
  func nextNumber(of register: Int) -> Int {
    state.withLock { state in
      state.registers[register].begun += 1
      return state.registers[register].begun
    }
  }

  func note(_ number: Int, of register: Int, _ fate: Fate) {
    state.withLock { state in
      switch fate {
      case .acknowledged: state.registers[register].acknowledged = number
      case .refused: state.registers[register].refused.insert(number)
      case .unknown: break
      }
    }
  }

  /// The smallest number that a read which begins now may find.
  func floor(of register: Int) -> Int { state.withLock { $0.registers[register].acknowledged } }

  /// Checks the rows that a reader found.
  ///
  /// - Parameters:
  ///   - floor: ``floor(of:)`` before the read began, or what the same reader has found before if that is larger.
  func judge(_ number: Int, readFrom register: Int, floor: Int) {
    state.withLock { state in
      let known = state.registers[register]
      if number < floor { state.violations.append("register \(register) went back from \(floor) to \(number)") }
      if number > known.begun { state.violations.append("register \(register) has \(number), which nobody wrote") }
      if known.refused.contains(number) {
        state.violations.append("register \(register) has \(number), whose write was refused")
      }
    }
  }
}
