import Kindred
import SeededRandom

/// A movement of money from one account to another, with a line in the log. What is moved follows from the token, so
/// that every run moves the same.
struct Transfer: Sendable {
  static let accounts = 10
  static let start = 1000

  let token: String
  let from: Int
  let to: Int
  let amount: Int

  init(_ token: String) {
    self.token = token
    var random = SeededGenerator(seed: token.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    from = Int.random(in: 0..<Transfer.accounts, using: &random)
    to = (from + Int.random(in: 1..<Transfer.accounts, using: &random)) % Transfer.accounts
    amount = Int.random(in: 1...100, using: &random)
  }

  static func openAccounts() async throws {
    try await Account.objects.bulkCreate((0..<accounts).map { Account(number: $0, balance: start) })
  }

  /// Reads both balances, and writes the new ones, which are calculated in Swift.
  func rewrite() async throws {
    let (from, to, amount) = (from, to, amount)
    let source = try await Account.objects.get { $0.number == from }
    let target = try await Account.objects.get { $0.number == to }
    try await Account.objects.filter { $0.number == from }.update { $0.balance.set(source.balance - amount) }
    try await Account.objects.filter { $0.number == to }.update { $0.balance.set(target.balance + amount) }
    try await note()
  }

  /// Lets the database work out the new balances.
  func shift() async throws {
    let (from, to, amount) = (from, to, amount)
    try await Account.objects.filter { $0.number == from }.update { $0.balance.set($0.balance - amount) }
    try await Account.objects.filter { $0.number == to }.update { $0.balance.set($0.balance + amount) }
    try await note()
  }

  private func note() async throws {
    _ = try await Movement.objects.create(token: token, amount: amount, note: "\(from)>\(to)")
  }

  /// The sum of all balances.
  static let sum = "SELECT CAST(sum(balance) AS bigint) FROM account"

  /// The accounts whose balance differs from the log.
  static let wrong = """
    SELECT number FROM account a WHERE balance <> \(start)
    - (SELECT coalesce(sum(amount), 0) FROM movement WHERE note LIKE a.number || '>%')
    + (SELECT coalesce(sum(amount), 0) FROM movement WHERE note LIKE '%>' || a.number)
    """
}
