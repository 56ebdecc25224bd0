import KindredMigrations

/// Prints what a rehearsal has found.
struct RehearsalPrinter {
  private let report: RehearsalReport

  init(_ report: RehearsalReport) { self.report = report }

  func print(asJSON: Bool) throws {
    if asJSON { return try Console.json(report.items.map(Item.init)) }
    for item in report.items {
      let back = item.timeBack.map { "and back in \(ProgressReport.text($0))" } ?? "no way back"
      Console.print(
        "\(item.id)  \(item.isForwards ? "applied" : "undone") in \(ProgressReport.text(item.duration)), \(back)")
      if let problem = item.problemBack { Console.print(Console.colored("    no way back: \(problem)", .yellow)) }
      for work in item.work {
        let locks = work.locks.sorted { $0.key < $1.key }.map { "\($0.value.name) on \($0.key)" }
        let held = locks.isEmpty ? "nobody waits" : locks.joined(separator: ", ")
        Console.print("    \(ProgressReport.text(work.duration))  \(work.summary)  (\(held))")
      }
      for loss in item.losses {
        Console.print(Console.colored("    loses values of \(loss.rows) rows: \(loss.change)", .yellow))
      }
    }
    Console.print("The rehearsal went well; the database itself was not changed.")
  }

  /// A migration, as JSON.
  private struct Item: Encodable {
    struct Work: Encodable {
      let summary: String
      let seconds: Double
      let locks: [String: String]
    }
    struct Loss: Encodable {
      let change: String
      let rows: Int
    }

    let migration: String
    let isForwards: Bool
    let seconds: Double
    let secondsBack: Double?
    let problemBack: String?
    let work: [Work]
    let losses: [Loss]

    init(_ item: RehearsalReport.Item) {
      migration = item.id.description
      isForwards = item.isForwards
      seconds = item.duration / .seconds(1)
      secondsBack = item.timeBack.map { $0 / .seconds(1) }
      problemBack = item.problemBack
      work = item.work.map {
        Work(summary: $0.summary, seconds: $0.duration / .seconds(1), locks: $0.locks.mapValues(\.name))
      }
      losses = item.losses.map { Loss(change: $0.change, rows: $0.rows) }
    }
  }
}
