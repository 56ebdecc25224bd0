import Foundation
import Kindred
import KindredPostgres

// usage: IMDb SETTINGS show OPERATION ID…             prints the JSON of each
//        IMDb SETTINGS measure OPERATION SECONDS ID…  prints the number of operations and the seconds that they took
//        IMDb SETTINGS statements OPERATION ID        prints the statements of one

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 4 else {
  print("usage: IMDb SETTINGS show|measure|statements OPERATION …")
  exit(2)
}
let (mode, operation) = (arguments[1], arguments[2])
let numbers = arguments.dropFirst(mode == "measure" ? 4 : 3).compactMap { Int($0) }
var options = Database.Options()
if mode == "statements" { options.observer = { print($0.sql) } }
let database = try await Database(postgres: PostgresConfiguration(arguments[0]), options: options)
Database.default = database

if mode == "measure" {
  let clock = ContinuousClock()
  var index = 0
  let warm = clock.now + .seconds(1)
  while clock.now < warm {
    _ = try await Operations.run(operation, numbers[index % numbers.count], on: database)
    index += 1
  }
  let start = clock.now
  let end = start + .seconds(Double(arguments[3]) ?? 5)
  var count = 0
  while clock.now < end {
    _ = try await Operations.run(operation, numbers[index % numbers.count], on: database)
    index += 1
    count += 1
  }
  print(count, (clock.now - start) / .seconds(1))
} else {
  for number in numbers {
    let text = try await Operations.run(operation, number, on: database)
    if mode == "show" { print(text) }
  }
}
await database.close()
