#!/bin/sh
exec logger "set up by the config drive"
