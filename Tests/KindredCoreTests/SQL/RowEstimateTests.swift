import Testing

@testable import KindredCore

@Suite("The expected number of rows")
struct RowEstimateTests {
  /// The room that is made after runs of these numbers of rows.
  private func room(after runs: Int...) -> Int {
    let estimate = RowEstimate()
    for rows in runs { estimate.note(rows) }
    return estimate.room
  }

  @Test("Room is made when a size comes twice")
  func twice() {
    #expect(room() == 0)
    #expect(room(after: 800) == 0)
    #expect(room(after: 800, 800) == 900)
    // What grows a little is still the same.
    #expect(room(after: 800, 850, 900) == 900)
  }

  @Test("Of two sizes the smaller is trusted")
  func smaller() {
    #expect(room(after: 800, 8) == 9)
    #expect(room(after: 8, 800) == 9)
    #expect(room(after: 800, 800, 8) == 9)
    #expect(room(after: 800, 800, 8, 800, 800) == 900)
    #expect(room(after: 800, 0, 800) == 0)
  }

  @Test("No room is made for a few rows")
  func few() {
    #expect(room(after: 7, 7, 7) == 0)
    #expect(room(after: 1, 1, 1) == 0)
  }
}
