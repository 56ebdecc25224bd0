// The types and variables that snippets of the documentation may use without declaring them.
//
// `SnippetTests` adds them to every article. An article that declares a type of the same name has its own instead, and a
// snippet's own variables hide these. This file is not compiled with the tests.
//
// Prefer to declare in an article what it uses. Add to this file only what several articles use, and values whose meaning
// is clear from their name.

import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Logging
import ServiceLifecycle

// The models of the README.

@Model
struct Blog {
  @Field(maxLength: 100) var name: String
  var tagline: String = ""
}

@Model
struct Entry {
  @ForeignKey(onDelete: .cascade) var blog: Blog
  @Field(maxLength: 255) var headline: String
  var bodyText: String = ""
  var pubDate: Date = .now
  var rating: Int = 5
}

// Models of examples about constraints and transactions.

@Model
struct Author {
  var name: String
  @Field(unique: true) var email: String
}

@Model
struct Account {
  var balance: Int = 0
}

@Model
struct Order {
  var item: String
}

@Model
struct Voucher {
  @Field(unique: true) var code: String
  @ForeignKey(onDelete: .cascade) var order: Order
}

@Model
struct Payment {
  @PrimaryKey var id: UUID = UUID()
  var amount: Int
}

@Model
struct LogLine {
  var text: String
  @Field(databaseDefault: .currentTimestamp) var time: Date?
}

@Model
struct Country {
  @PrimaryKey(maxLength: 2) var code: String
  @Field(maxLength: 80) var name: String
  @Field(column: "points") var score: Int = 0
}

/// A service of the program that is no part of Kindred.
protocol Mail: Sendable {
  func confirm(_ order: Order) async throws
}

var database: Database { fatalError("not called") }
var blog: Blog {
  get { fatalError("not called") }
  set {}
}
var other: Blog { fatalError("not called") }
var entry: Entry {
  get { fatalError("not called") }
  set {}
}
var drafts: [Entry] { fatalError("not called") }
var countries: [Country] { fatalError("not called") }
var account: Account {
  get { fatalError("not called") }
  set {}
}
var day: Date { fatalError("not called") }
var mail: any Mail { fatalError("not called") }
var server: any Service { fatalError("not called") }
var code: String { fatalError("not called") }
var taken: String { fatalError("not called") }
var password: String { fatalError("not called") }

// Databases of a router.
var primary: Database { fatalError("not called") }
var near: Database { fatalError("not called") }
var far: Database { fatalError("not called") }
var logs: Database { fatalError("not called") }
